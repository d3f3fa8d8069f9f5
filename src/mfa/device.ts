/** Which MFA device the code must come from. */
import { MfaExecError } from '../base/errors.ts';
import type { Credentials } from '../base/ports.ts';
import { profileOption } from '../base/shell-word.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Identity } from '../identity/types.ts';

/** STS cannot check a security key or passkey. Their ARNs show what they are (IAM user guide, "MFA devices"). */
const WITHOUT_CODES = /:(?:u2f|fido|passkey)\//i;

/** What to do with a security key instead. */
export function loginHint(profile: string | undefined): string {
  return `aws login${profileOption(profile)}   # signs in through the browser, where security keys and passkeys work`;
}

/** True if the device shows codes. The serial number of a hardware token is not an ARN; it shows codes. */
export function givesCodes(serial: string): boolean {
  return !WITHOUT_CODES.test(serial);
}

/**
 * Returns the serial number of the MFA device: the configured one, else the only one that AWS lists, else the one
 * used last (`last`), else the one that a person chooses.
 * @throws {MfaExecError} MFA_DEVICE if there is none, MFA_DEVICE_UNSUPPORTED if none can show codes.
 */
export async function chooseDevice(
  identity: Identity,
  base: Credentials,
  deps: SessionDeps,
  last: string | undefined,
): Promise<string> {
  if (identity.mfaSerial !== undefined) {
    if (!givesCodes(identity.mfaSerial)) throw unsupported(identity.profile);
    return identity.mfaSerial;
  }
  deps.reporter.debug('no mfa_serial is configured: asking AWS for the MFA devices');
  const devices = await (await deps.aws()).listMfaDevices(base, identity.endpoint);
  const withCodes = devices.filter(givesCodes);
  const [first, second] = withCodes;
  if (first === undefined) throw devices.length === 0 ? noDevice() : unsupported(identity.profile);
  if (second === undefined) return first;
  if (last !== undefined && withCodes.includes(last)) {
    deps.reporter.debug(
      'several MFA devices: taking the one that was used last (--mfa-serial chooses another)',
    );
    return last;
  }
  return deps.prompt.choose('Which MFA device?', withCodes);
}

function noDevice(): MfaExecError {
  return new MfaExecError('MFA_DEVICE', 'this user has no MFA device', {
    hint: 'add one in the IAM console (Security credentials), or name it with --mfa-serial ARN',
  });
}

function unsupported(profile: string | undefined): MfaExecError {
  return new MfaExecError(
    'MFA_DEVICE_UNSUPPORTED',
    'the MFA device is a security key or passkey, and STS takes only six-digit codes',
    { hint: loginHint(profile) },
  );
}
