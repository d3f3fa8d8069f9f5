import type { Exit } from '../../base/exit.ts';
import type { Env, Runner } from '../../base/ports.ts';
import { visible } from '../../base/visible.ts';
import { execSession } from '../../session/exec.ts';
import { inheritedSession } from '../../session/marker.ts';
import { timeLeft } from '../time-left.ts';
import { SessionCommand } from './session-options.ts';

/** `mfa-exec shell` */
export class ShellCommand extends SessionCommand {
  static override paths = [['shell']];

  async main(): Promise<Exit> {
    const { app } = this.context;
    const request = this.sessionRequest();
    const { runner, env } = app;
    const reporter = app.reporter(request);
    const outer = inheritedSession(env);
    if (outer !== undefined) {
      reporter.warn(
        `this is already inside mfa-exec${ofProfile(outer.names.profile)}: "exit" leads back there`,
      );
    }
    const shell = userShell(env, app.platform);
    const announcing: Runner = {
      check: () => runner.check?.(),
      run(command, childEnv) {
        const left = Date.parse(childEnv['AWS_CREDENTIAL_EXPIRATION'] ?? '') - app.clock.now();
        const until = Number.isNaN(left) ? '' : `, good for ${timeLeft(left)}`;
        const profile = inheritedSession(childEnv)?.names.profile;
        reporter.info(`${visible(shell)} with the session${ofProfile(profile)}${until}; "exit" leaves it`);
        return runner.run(command, childEnv);
      },
    };
    const { startServer } = app;
    return execSession(request, [shell], { ...app.session(request), runner: announcing, startServer });
  }
}

/** The user's shell; without one, that of the system. */
export function userShell(env: Env, platform: NodeJS.Platform): string {
  return platform === 'win32' ? env['COMSPEC'] || 'cmd.exe' : env['SHELL'] || '/bin/sh';
}

function ofProfile(profile: string | undefined): string {
  return profile === undefined ? '' : ` of profile "${visible(profile)}"`;
}
