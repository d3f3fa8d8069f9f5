import { cleanAwsText } from '../../base/aws-text.ts';
import { MfaExecError } from '../../base/errors.ts';
import { profileOption } from '../../base/shell-word.ts';
import { shownValue } from '../../base/shown-value.ts';
import { CODE_TOLERANCE, clockFix, describeSkew, skewSeconds } from '../clock-skew.ts';
import type { AwsFailure } from './failure.ts';

/** Refusals of an MFA code, of `GetSessionToken` and of `ListMFADevices`; STS tells them apart by its words alone. */
export function translateMfaRefusal(failure: AwsFailure): MfaExecError | undefined {
  const { operation, message, name, mfaSerial = 'the MFA device' } = failure;
  if (/invalid MFA one time pass code/i.test(message)) return refusedCode(failure);
  if (/unable to validate MFA code|at 'serialNumber'/i.test(message)) {
    return new MfaExecError('MFA_DEVICE', `${shownValue(mfaSerial)} is not an MFA device of this user`, {
      hint: `see which are: aws iam list-mfa-devices${profileOption(failure.profile)}`,
    });
  }
  if (/with session credentials/i.test(message)) {
    return new MfaExecError(
      'BASE_CREDENTIALS',
      'the base credentials are a session already, and AWS makes no session from one',
      {
        hint: 'name a profile with long-term keys: --profile NAME',
      },
    );
  }
  if (operation === 'ListMFADevices' && /^AccessDenied|^ValidationError|^NoSuchEntity/.test(name)) {
    return new MfaExecError('MFA_DEVICE', 'this user may not list its own MFA devices', {
      hint: 'name the device: --mfa-serial arn:aws:iam::ACCOUNT:mfa/NAME',
    });
  }
  if (operation === 'GetSessionToken' && /durationSeconds/i.test(message)) return refusedDuration(failure);
  if (/at 'tokenCode'/.test(message)) {
    return new MfaExecError('MFA_CODE_REFUSED', 'AWS wants a code of six digits', {
      hint: 'enter the code again',
    });
  }
  return undefined;
}

function refusedCode({ codeMaybeSpent, dateHeader, localNow, platform }: AwsFailure): MfaExecError {
  const skew = skewSeconds(dateHeader, localNow) ?? 0;
  const sentence = codeMaybeSpent
    ? 'AWS refused the MFA code when it was sent again: the try before, which got no answer, may have used it up'
    : 'AWS refused the MFA code: it is wrong, too old or already used';
  const hint =
    Math.abs(skew) > CODE_TOLERANCE
      ? `${describeSkew(skew)}; if the code is made on this machine, first: ${clockFix(platform)}`
      : 'wait for the next code of the device and enter that';
  return new MfaExecError('MFA_CODE_REFUSED', sentence, { hint });
}

function refusedDuration({ durationSeconds, message }: AwsFailure): MfaExecError {
  const root = /root|owner|3,?600/i.test(message);
  const asked = durationSeconds === undefined ? 'the duration' : `a session of ${durationSeconds} s`;
  return root
    ? new MfaExecError('USAGE', `AWS refused ${asked}: the root user gets one hour at most`, {
        hint: '--duration 1h',
      })
    : new MfaExecError('USAGE', `AWS refused ${asked}: ${cleanAwsText(message)}`, { hint: '--duration 12h' });
}
