import type { MfaExecError } from '../../base/errors.ts';
import { isClockRefusal, translateClock } from './clock.ts';
import type { AwsFailure } from './failure.ts';
import { translateNetwork } from './network.ts';
import { translateRefusal } from './refusal.ts';

/** The failure as a sentence for a person, with a stable code and a hint. */
export function translateAwsFailure(failure: AwsFailure): MfaExecError {
  return (
    (isClockRefusal(failure) ? translateClock(failure) : undefined) ??
    translateNetwork(failure) ??
    translateRefusal(failure)
  );
}
