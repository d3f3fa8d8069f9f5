import { existsSync } from 'node:fs';
import { MfaExecError } from '../base/errors.ts';
import type { CredentialProcess, Env } from '../base/ports.ts';
import { splitPosix } from '../base/posix-words.ts';
import { visible } from '../base/visible.ts';
import { awaitedEnv } from '../identity/helper-env.ts';
import { parseProcessCredentials } from '../identity/process-credentials.ts';
import { candidates } from '../run/command-lookup.ts';
import { interpreterHint, missingInterpreter } from '../run/not-started.ts';
import { type Captured, runCaptured } from './captured.ts';
import { commandName } from './command-name.ts';
import { howItEnded } from './failure.ts';
import { splitWindows } from './split-command.ts';

export interface CredentialProcessDeps {
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  readonly timeoutMs?: number;
  /** Throws where others may have written the file that names the program. */
  readonly expectTrusted?: () => void;
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
      deps.expectTrusted?.();
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
      const interpreter = noInterpreter(file, result, env);
      if (interpreter !== undefined) {
        throw new MfaExecError(
          'BASE_CREDENTIALS',
          `credential_process "${name}" cannot be run: its interpreter ${visible(interpreter.program)} is not there`,
          { hint: interpreterHint(interpreter.program, interpreter.file) },
        );
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

/** The interpreter that a script names and that is not there, which the system reports as if the script were missing. */
function noInterpreter(
  name: string,
  result: Captured,
  env: Env,
): { program: string; file: string } | undefined {
  if (!('code' in result) || result.code !== 'ENOENT') return undefined;
  const file = candidates(name, env['PATH']).find((candidate) => existsSync(candidate));
  const program = file === undefined ? undefined : missingInterpreter(file);
  return file === undefined || program === undefined ? undefined : { program, file };
}
