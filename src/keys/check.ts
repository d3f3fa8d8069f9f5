import { MfaExecError } from '../base/errors.ts';
import type { BaseCredentials, Endpoint } from '../base/ports.ts';
import { isLongTermId, isSecretKey, isTemporary } from '../identity/access-key.ts';
import type { AccessKeys } from './ports.ts';

/** Throws BASE_CREDENTIALS, before anything is sent, for what cannot be a pair of long-term keys. */
export function checkPair({ accessKeyId, secretAccessKey }: BaseCredentials, sessionToken?: string): void {
  if (sessionToken || isTemporary(accessKeyId)) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      'these keys are temporary and expire soon; only long-term keys are kept',
      { hint: 'name a profile that has long-term keys: --profile NAME' },
    );
  }
  if (!isLongTermId(accessKeyId)) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      'that is not an access key id: one of a user begins with AKIA',
      {
        hint: 'the id is the shorter one of the two, without quotes or blanks',
      },
    );
  }
  if (!isSecretKey(secretAccessKey)) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      'that is not a secret access key: it has characters that no secret access key has',
      {
        hint: 'letters, digits, + and / only, without quotes or blanks',
      },
    );
  }
}

/**
 * Asks AWS whether it takes the keys; resolves to their user's ARN. Throws BASE_CREDENTIALS where it does not, and for
 * the root user, whose keys nobody should have.
 */
export async function acceptedBy(
  accessKeys: Pick<AccessKeys, 'whoIs'>,
  keys: BaseCredentials,
  endpoint: Endpoint,
): Promise<string> {
  const arn = await accessKeys.whoIs(keys, endpoint);
  if (/:root$/.test(arn)) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      'these are keys of the root user, which can do everything and should not exist',
      {
        hint: 'delete them: AWS console, as root, Security credentials, Access keys; then make a user with MFA',
      },
    );
  }
  return arn;
}
