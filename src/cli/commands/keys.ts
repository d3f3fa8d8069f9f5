import { Option } from 'clipanion';
import type { Exit } from '../../base/exit.ts';
import { KEY_ACTIONS } from '../../subcommands.ts';
import { runKeys } from '../keys.ts';
import type { RawOptions } from '../request.ts';
import { AppCommand, flag, value } from './base.ts';

/** `mfa-exec keys add|import|list|rotate|remove|export` */
export class KeysCommand extends AppCommand {
  static override paths = KEY_ACTIONS.map((action) => ['keys', action]);

  all = Option.Boolean('--all', false);
  writeConfig = Option.Boolean('--write-config', false);
  yes = Option.Boolean('--yes', false);
  json = Option.Boolean('--json', false);
  profile = value('--profile');
  mfaSerial = value('--mfa-serial');
  tokenCode = value('--token-code');
  mfaProcess = value('--mfa-process');
  duration = value('--duration');
  minTtl = value('--min-ttl');
  region = value('--region');
  store = value('--store');
  noPrompt = flag('--no-prompt');
  quiet = flag('--quiet');
  verbose = flag('--verbose');

  async main(): Promise<Exit> {
    const { all, writeConfig, yes, json } = this;
    const action = KEY_ACTIONS.find((name) => name === this.path[1]);
    if (action === undefined) throw new Error('clipanion gave no action');
    await runKeys(action, { all, writeConfig, yes, json }, this.request(this.rawOptions()), this.context.app);
    return { code: 0 };
  }

  private rawOptions(): RawOptions {
    return {
      '--profile': this.profile,
      '--mfa-serial': this.mfaSerial,
      '--token-code': this.tokenCode,
      '--mfa-process': this.mfaProcess,
      '--duration': this.duration,
      '--min-ttl': this.minTtl,
      '--region': this.region,
      '--store': this.store,
      '--no-prompt': this.noPrompt,
      '--quiet': this.quiet,
      '--verbose': this.verbose,
    };
  }
}
