import type { Exit } from '../../base/exit.ts';
import type { RawOptions } from '../request.ts';
import { flag } from './base.ts';
import { runCommand } from './run-command.ts';
import { SessionCommand } from './session-options.ts';

/** `mfa-exec [options] -- COMMAND [ARG…]` */
export class RunCommand extends SessionCommand {
  static override paths = [[]];

  server = flag('--server');

  main(): Promise<Exit> {
    const { app, command } = this.context;
    return runCommand(this.rawOptions(), app, command);
  }

  protected override rawOptions(): RawOptions {
    return { ...super.rawOptions(), '--server': this.server };
  }
}
