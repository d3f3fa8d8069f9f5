import { MfaExecError } from '../../base/errors.ts';
import type { Exit } from '../../base/exit.ts';
import { obtainSession } from '../../session/obtain.ts';
import { timeLeft } from '../time-left.ts';
import { SessionCommand } from './session-options.ts';

/** `mfa-exec login` */
export class LoginCommand extends SessionCommand {
  static override paths = [['login']];

  async main(): Promise<Exit> {
    const { app } = this.context;
    const request = this.sessionRequest();
    if (request.store === 'none') {
      throw new MfaExecError('USAGE', 'login with --store none would spend a code and keep nothing', {
        hint: 'mfa-exec --store none -- COMMAND',
      });
    }
    const { session } = await obtainSession(request, app.session(request));
    app.keepCompiled();
    app.reporter(request).info(`session good for ${timeLeft(session.expiresAt - app.clock.now())}`);
    return { code: 0 };
  }
}
