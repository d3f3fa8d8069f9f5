import { shellWord } from '../base/shell-word.ts';
import type { Identity } from '../identity/types.ts';
import { givesCodes, loginHint } from '../mfa/device.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import type { Failure, Outcome } from './ports.ts';

/**
 * Compares the configured MFA device with those that AWS has for the user. `isAskedFor`: --mfa-serial or its
 * variable names the device, so changing the profile would not help.
 */
export function checkDevice(
  identity: Pick<Identity, 'mfaSerial' | 'profile'>,
  devices: Outcome<readonly string[]>,
  isAskedFor = false,
): Finding {
  const { mfaSerial } = identity;
  if (mfaSerial !== undefined && !givesCodes(mfaSerial)) return withoutCodes(mfaSerial, identity.profile);
  if ('failure' in devices) return unlisted(identity, devices.failure);
  const listed = devices.value;
  const usable = listed.filter(givesCodes);
  if (mfaSerial !== undefined && listed.includes(mfaSerial)) return ok('mfa-device', mfaSerial);
  if (listed.length === 0) {
    return failed(
      'mfa-device',
      `this user has no MFA device${but(mfaSerial)}`,
      'add one in the IAM console: Security credentials, Assign MFA device',
    );
  }
  const [first = '', second] = usable;
  if (usable.length === 0) return withoutCodes(listed.join(', '), identity.profile);
  const setting = choosing(first, identity.profile);
  if (mfaSerial !== undefined) {
    return failed(
      'mfa-device',
      `${isAskedFor ? 'the device asked for' : 'mfa_serial'} is ${mfaSerial}, but the devices of this user are: ${usable.join(', ')}`,
      isAskedFor ? `--mfa-serial ${shellWord(first)}, or: unset MFA_EXEC_MFA_SERIAL` : setting,
    );
  }
  if (second === undefined) return ok('mfa-device', `${first} (found; mfa_serial would save asking AWS)`);
  return warning(
    'mfa-device',
    `none is configured, and there are ${usable.length}: ${usable.join(', ')}`,
    setting,
  );
}

function withoutCodes(serials: string, profile: string | undefined): Finding {
  return failed(
    'mfa-device',
    `${serials} is a security key or passkey, and STS takes only six-digit codes`,
    loginHint(profile),
  );
}

/** AWS did not list them: no harm where one is configured. */
function unlisted(
  { mfaSerial, profile }: Pick<Identity, 'mfaSerial' | 'profile'>,
  { code, message }: Failure,
): Finding {
  const later: Readonly<Record<string, string>> = {
    CLOCK_SKEW: 'set the clock first',
    BASE_CREDENTIALS: 'repair the access key first',
    AWS_UNREACHABLE: 'repair the endpoint first',
    TIMEOUT: 'repair the endpoint first',
    CONFIG: 'repair the endpoint first',
  };
  const fix = later[code];
  if (fix !== undefined)
    return warning('mfa-device', `${mfaSerial ?? 'none is configured'}, not checked`, fix);
  if (mfaSerial !== undefined)
    return ok('mfa-device', `${mfaSerial} (AWS does not let this user list devices)`);
  return failed('mfa-device', `none is configured, and AWS lists none: ${message}`, choosing('ARN', profile));
}

function but(mfaSerial: string | undefined): string {
  return mfaSerial === undefined ? '' : `, but mfa_serial is ${mfaSerial}`;
}

/** The line that makes `serial` the device. */
function choosing(serial: string, profile: string | undefined): string {
  const word = shellWord(serial);
  return profile === undefined
    ? `export MFA_EXEC_MFA_SERIAL=${word}`
    : `aws configure set mfa_serial ${word} --profile ${shellWord(profile)}`;
}
