import type { Exit } from '../../base/exit.ts';
import { runCommand } from './run-command.ts';
import { SessionCommand } from './session-options.ts';

/** `mfa-exec [options] -- COMMAND [ARG…]` */
export class RunCommand extends SessionCommand {
  static override paths = [[]];

  main(): Promise<Exit> {
    const { app, command } = this.context;
    return runCommand(this.rawOptions(), app, command);
  }
}
