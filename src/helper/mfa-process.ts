import { MfaExecError } from '../base/errors.ts';
import type { Env, MfaProcess } from '../base/ports.ts';
import { awaitedEnv } from '../identity/helper-env.ts';
import { lastTokenCode } from '../mfa/token-code.ts';
import { runCaptured } from './captured.ts';
import { commandName } from './command-name.ts';
import { howItEnded } from './failure.ts';

export interface MfaProcessDeps {
  readonly env: Env;
  readonly timeoutMs?: number;
  /** Throws where others may have written the file that names the program. */
  readonly expectTrusted?: () => void;
}

/**
 * Runs an `mfa_process` through the shell and takes the last six-digit code of what it prints, so that a
 * line like `aws:me  123456` serves. It may ask for a touch or a password; after `timeoutMs` (a minute) it
 * is ended.
 */
export function createMfaProcess({ env, timeoutMs = 60_000, expectTrusted }: MfaProcessDeps): MfaProcess {
  return {
    async run(line, user) {
      expectTrusted?.();
      const result = await runCaptured({
        file: line,
        args: [],
        shell: true,
        env: awaitedEnv(env, user),
        timeoutMs,
      });
      const ended = 'exit' in result && 'code' in result.exit && result.exit.code === 0;
      const code = ended ? lastTokenCode(result.stdout) : undefined;
      if (code !== undefined) return code;
      const what = ended ? 'printed no six-digit code' : howItEnded(result, timeoutMs);
      throw new MfaExecError('MFA_CODE_SOURCE', `mfa_process "${commandName(line)}" ${what}`, {
        hint: 'run it by hand: it must print the code, as ykman oath accounts code -s NAME does',
      });
    },
  };
}
