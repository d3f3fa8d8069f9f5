import { Option } from 'clipanion';
import { MfaExecError } from '../../base/errors.ts';
import type { Exit } from '../../base/exit.ts';
import { closeName } from '../../identity/edit-distance.ts';
import { SHELLS } from '../../subcommands.ts';
import { AppCommand } from './base.ts';

/** `mfa-exec completion bash|zsh|fish` */
export class CompletionCommand extends AppCommand {
  static override paths = [['completion']];

  shell = Option.String({ required: false });

  async main(): Promise<Exit> {
    this.context.app.stdout.write(await script(this.shell));
    return { code: 0 };
  }
}

async function script(shell: string | undefined): Promise<string> {
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash.ts')).bashCompletion();
    case 'zsh':
      return (await import('../completion/zsh.ts')).zshCompletion();
    case 'fish':
      return (await import('../completion/fish.ts')).fishCompletion();
    default:
      throw new MfaExecError(
        'USAGE',
        shell === undefined
          ? 'completion needs the name of a shell'
          : `there is no completion for '${shell}'`,
        { hint: `mfa-exec completion ${closeName(SHELLS, shell ?? '') ?? SHELLS.join('|')}` },
      );
  }
}
