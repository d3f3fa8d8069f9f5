import { MfaExecError } from '../core/errors.ts';
import { execSession } from '../core/exec-session.ts';
import type { Exit } from '../core/exit.ts';
import { SessionCommand } from './session-options.ts';

/** `mfa-exec [options] -- COMMAND [ARG…]` */
export class RunCommand extends SessionCommand {
  static override paths = [[]];

  async main(): Promise<Exit> {
    const { app, command } = this.context;
    const [program, ...args] = command ?? [];
    if (program === undefined || program === '') {
      const sentence =
        command === undefined ? 'no command was given; it comes after --' : 'there is no command after --';
      throw new MfaExecError('USAGE', sentence, {
        hint: 'mfa-exec -- aws sts get-caller-identity',
      });
    }
    const request = this.sessionRequest();
    return execSession(request, [program, ...args], { ...app.session(request), runner: app.runner });
  }
}
