/** Finds the account of a session. */
import type { Identity } from './types.ts';

/**
 * The account of a session: that of its role, or of the user whose device it was made with; `undefined` where nothing
 * says it, as with the serial number of a hardware device.
 */
export function accountOf(
  { roles, mfaSerial, accountId }: Pick<Identity, 'roles' | 'mfaSerial' | 'accountId'>,
  usedDevice: string | undefined,
): string | undefined {
  const role = roles.at(-1);
  if (role !== undefined) return accountOfArn(role.arn);
  const known = accountOfArn(usedDevice ?? '') ?? accountOfArn(mfaSerial ?? '') ?? accountId;
  return known !== undefined && /^[0-9]{12}$/.test(known) ? known : undefined;
}

function accountOfArn(arn: string): string | undefined {
  return /^arn:[a-z0-9-]+:iam::([0-9]{12}):/.exec(arn)?.[1];
}
