import { expect } from 'vitest';
import type { RunResult } from './program.ts';

export interface Failure {
  /** The one sentence, without `mfa-exec: `. */
  readonly says: RegExp;
  readonly hints: RegExp;
}

/** From start to end, in milliseconds, whatever the weather. */
const PATIENCE_MS = 15_000;

/** mfa-exec failed as it promises: 125 in time, a sentence, a hint and nothing more; the command was not started. */
export function expectFailure({ status, stdout, stderr, ms }: RunResult, { says, hints }: Failure): void {
  expect({ status, stdout, stderr }).toMatchObject({ status: 125, stdout: '' });
  const lines = stderr.trimEnd().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^mfa-exec: [^\\n]*(?:${says.source})`)),
    expect.stringMatching(new RegExp(`^mfa-exec: hint: [^\\n]*(?:${hints.source})`)),
  ]);
  expect(ms).toBeLessThan(PATIENCE_MS);
}
