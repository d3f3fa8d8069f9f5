import { MfaExecError } from '../base/errors.ts';
import type { CredentialProcess, Env } from '../base/ports.ts';
import { splitPosix } from '../base/posix-words.ts';
import { awaitedEnv } from '../identity/helper-env.ts';
import { parseProcessCredentials } from '../identity/process-credentials.ts';
import { runCaptured } from './captured.ts';
import { commandName } from './command-name.ts';
import { howItEnded } from './failure.ts';
import { splitWindows } from './split-command.ts';

export interface CredentialProcessDeps {
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  readonly timeoutMs?: number;
}

/**
 * Runs a profile's `credential_process` as the AWS CLI does: split into words, without a shell, so that no
 * variable and no `~` is expanded. It may ask a person something on the terminal; after `timeoutMs` (a
 * minute) it is ended.
 */
export function createCredentialProcess(deps: CredentialProcessDeps): CredentialProcess {
  const { env, platform, timeoutMs = 60_000 } = deps;
  return {
    async run(line, user) {
      const name = commandName(line);
      const [file, ...args] = (platform === 'win32' ? splitWindows(line) : splitPosix(line)) ?? [];
      if (file === undefined) {
        throw new MfaExecError('CONFIG', `credential_process "${name}" has a quote that is not closed`, {
          hint: 'look at credential_process in the AWS config file',
        });
      }
      const result = await runCaptured({ file, args, shell: false, env: awaitedEnv(env, user), timeoutMs });
      if ('exit' in result && 'code' in result.exit && result.exit.code === 0) {
        return parseProcessCredentials(result.stdout, name);
      }
      throw new MfaExecError(
        'BASE_CREDENTIALS',
        `credential_process "${name}" ${howItEnded(result, timeoutMs)}`,
        {
          hint: 'run it by hand to see what it says; the AWS CLI uses no shell for it, so give full paths',
        },
      );
    },
  };
}
