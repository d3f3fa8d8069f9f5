/** When a failed call is tried again, and after how long. */
import type { AwsFailure } from './errors/failure.ts';
import { isThrottling } from './errors/refusal.ts';

/** Milliseconds to wait before the second and the third try. */
const WAITS = { throttled: [600, 1800], broken: [250, 900] } as const;

/**
 * How long to wait before the same call is tried again, in milliseconds; undefined where that is no use or not
 * safe. `tries` are those that were made. A name that is not found in time is not looked up again: the system goes
 * on with the first look-up, and Node waits for it when the process ends. A code is spent when STS answers, so a call that AWS may still be
 * working on (a time-out after it was sent) is never repeated; one that broke off is, see `mayHaveSpentCode`.
 */
export function retryDelayMs(failure: AwsFailure, tries: number): number | undefined {
  if (isThrottling(failure)) return WAITS.throttled[tries - 1];
  return isPassing(failure) ? WAITS.broken[tries - 1] : undefined;
}

/** Whether AWS may have taken the code although no answer to it came back. */
export function mayHaveSpentCode({ status, phase }: AwsFailure): boolean {
  return (status !== undefined && status >= 500) || phase === 'answer';
}

function isPassing({ operation, mfaSerial, status, code, phase }: AwsFailure): boolean {
  // Each one that AWS took makes a key, whether its answer came back or not.
  if (operation === 'CreateAccessKey' && phase !== 'connect') return false;
  if (status !== undefined) return status >= 500 && status !== 511;
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
      // Half an answer is an answer: the code in it is spent for certain.
      return (operation !== 'GetSessionToken' && mfaSerial === undefined) || phase !== 'body';
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return true;
    case 'ETIMEDOUT':
      return phase === 'connect';
    default:
      return false;
  }
}
