/** How mfa-exec ends: as the command ended, or, where a failure kept it from starting, as `env` and `timeout` do. */
import { MfaExecError } from './errors.ts';

/** How a command ended: it returned a status (0 to 255), or a signal killed it. */
export type Exit = { readonly code: number } | { readonly signal: NodeJS.Signals };

/** Exit status when mfa-exec itself fails and the command was not started. */
export const FAILED = 125;
/** Exit status when the command was found but cannot be executed. */
const NOT_EXECUTABLE = 126;
/** Exit status when the command was not found. */
const NOT_FOUND = 127;

/** How to end after `error`, which may be anything that was thrown. */
export function exitOf(error: unknown): Exit {
  if (!(error instanceof MfaExecError)) return { code: FAILED };
  switch (error.code) {
    case 'COMMAND_NOT_FOUND':
      return { code: NOT_FOUND };
    case 'COMMAND_NOT_EXECUTABLE':
      return { code: NOT_EXECUTABLE };
    case 'PROMPT_CANCELLED': {
      // Ctrl-C was pressed at the prompt, or its terminal hung up: whoever called must see a death by that signal.
      const signal = signalOf(error.cause);
      return signal === undefined ? { code: FAILED } : { signal };
    }
    default:
      return { code: FAILED };
  }
}

/** How a prompt says which signal ended it; Ctrl-D, Escape and a Cancel button have no cause. */
function signalOf(cause: unknown): NodeJS.Signals | undefined {
  if (typeof cause !== 'object' || cause === null || !('signal' in cause)) return undefined;
  return cause.signal === 'SIGINT' || cause.signal === 'SIGHUP' ? cause.signal : undefined;
}
