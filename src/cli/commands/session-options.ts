import type { Request } from '../../identity/request.ts';
import type { RawOptions } from '../request.ts';
import { AppCommand, flag, value } from './base.ts';

/** The options of every command that obtains a session. */
export abstract class SessionCommand extends AppCommand {
  profile = value('--profile');
  mfaSerial = value('--mfa-serial');
  tokenCode = value('--token-code');
  mfaProcess = value('--mfa-process');
  duration = value('--duration');
  roleDuration = value('--role-duration');
  minTtl = value('--min-ttl');
  roleArn = value('--role-arn');
  region = value('--region');
  store = value('--store');
  noPrompt = flag('--no-prompt');
  refresh = flag('--refresh');
  keepProfile = flag('--keep-profile');
  quiet = flag('--quiet');
  verbose = flag('--verbose');

  protected sessionRequest(): Request {
    return this.request(this.rawOptions());
  }

  protected rawOptions(): RawOptions {
    return {
      '--profile': this.profile,
      '--mfa-serial': this.mfaSerial,
      '--token-code': this.tokenCode,
      '--mfa-process': this.mfaProcess,
      '--duration': this.duration,
      '--role-duration': this.roleDuration,
      '--min-ttl': this.minTtl,
      '--role-arn': this.roleArn,
      '--region': this.region,
      '--store': this.store,
      '--no-prompt': this.noPrompt,
      '--refresh': this.refresh,
      '--keep-profile': this.keepProfile,
      '--quiet': this.quiet,
      '--verbose': this.verbose,
    };
  }
}
