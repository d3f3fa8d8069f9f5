/** Several profiles may share one key: before it is deleted, all of them must get the new one. */
import { MfaExecError } from '../base/errors.ts';
import type { AwsConfig } from '../base/ports.ts';
import { profileOption } from '../base/shell-word.ts';
import { visible } from '../base/visible.ts';
import { LongTermKey } from '../identity/long-term-key.ts';
import type { KeyEntry } from './entry.ts';
import type { Kept, Keyring } from './keyring.ts';
import { plainKeys } from './list.ts';
import { entryName, type KeyOwner } from './owner.ts';

/**
 * The entries with this access key id, but that of `owner`.
 * @throws BASE_CREDENTIALS where the key stands in the AWS files too; what `Keyring.find` throws.
 */
export async function sharersOf(
  accessKeyId: string,
  owner: KeyOwner,
  keyring: Keyring,
  config: AwsConfig,
): Promise<readonly Kept[]> {
  const plain = plainKeys(config).find((key) => key.accessKeyId === accessKeyId);
  if (plain !== undefined) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      `profile "${visible(plain.profile)}" has ${accessKeyId} in the files, and would be left with a key that is deleted`,
      { hint: `mfa-exec keys import${profileOption(plain.profile)}` },
    );
  }
  const owners = keyring
    .list()
    .filter((key) => key.accessKeyId === accessKeyId && entryName(key) !== entryName(owner));
  const found = await Promise.all(owners.map((other) => keyring.find(other)));
  return found.filter((kept) => kept?.entry.current.accessKeyId === accessKeyId) as Kept[];
}

/** Returns the entry of another profile with the new key. A rotation that the other profile has begun stays as it is. */
export function withKeyOf(
  { current: { accessKeyId, secretAccessKey }, createdAt, addedAt }: KeyEntry,
  other: KeyEntry,
): KeyEntry {
  const current = new LongTermKey(accessKeyId, secretAccessKey, other.profile);
  return { ...other, current, createdAt, addedAt };
}
