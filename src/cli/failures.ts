import type { MfaExecError } from '../base/errors.ts';
import type { Reporter } from '../base/ports.ts';

/** Names every failure; throws the last, so that the status tells of them. Returns if there is none. */
export function expectNone(failures: readonly MfaExecError[], reporter: Reporter): void {
  const last = failures.at(-1);
  if (last === undefined) return;
  for (const { message, hint } of failures.slice(0, -1)) {
    reporter.warn(hint === undefined ? message : `${message} (${hint})`);
  }
  throw last;
}
