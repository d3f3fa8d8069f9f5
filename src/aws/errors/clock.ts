import { MfaExecError } from '../../base/errors.ts';
import { clockFix, describeSkew, SIGNATURE_TOLERANCE, skewFromMessage, skewSeconds } from '../clock-skew.ts';
import type { AwsFailure } from './failure.ts';

const SKEW_NAMES = new Set(['RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture']);
const SIGNATURE_NAMES = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException']);

/** Whether AWS refused the request because of its time. It looks at the time before it looks at the MFA code. */
export function isClockRefusal(failure: AwsFailure): boolean {
  if (SKEW_NAMES.has(failure.name)) return true;
  if (!SIGNATURE_NAMES.has(failure.name)) return false;
  if (/signature (expired|not yet current)/i.test(failure.message)) return true;
  return Math.abs(skewSeconds(failure.dateHeader, failure.localNow) ?? 0) > SIGNATURE_TOLERANCE;
}

export function translateClock(failure: AwsFailure): MfaExecError {
  const seconds = skewSeconds(failure.dateHeader, failure.localNow) ?? skewFromMessage(failure.message);
  const sentence =
    seconds === undefined ? "this machine's clock is more than 5 minutes off AWS's" : describeSkew(seconds);
  return new MfaExecError('CLOCK_SKEW', `${sentence}, so AWS refuses what it signs`, {
    hint: `set the clock: ${clockFix(failure.platform)}`,
  });
}
