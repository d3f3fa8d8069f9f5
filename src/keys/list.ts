import type { AwsConfig } from '../base/ports.ts';
import { findProfile, profileNames } from '../identity/profile.ts';
import { hasKeys } from '../identity/profile-base.ts';
import { isRotating } from './entry.ts';
import type { Keyring } from './keyring.ts';
import { unlistedEntries } from './keyring.ts';
import type { KeyVault } from './ports.ts';

/** A pair of long-term keys, without its secret. */
export interface ListedKey {
  readonly profile: string;
  readonly accessKeyId: string;
  readonly where: KeyVault['name'] | 'plain';
  /** The AWS file that has it, or that is in force with the profile. */
  readonly path: string;
  /** Milliseconds since the epoch, like `addedAt`; absent where nobody said. */
  readonly createdAt?: number | undefined;
  /** When mfa-exec took it. */
  readonly addedAt?: number | undefined;
  /** A rotation was begun and is not finished. */
  readonly rotating: boolean;
}

/**
 * Every long-term key there is: those that mfa-exec keeps, also where its list was lost, and those that still stand in
 * the files. A vault that cannot be read is passed to `failed`.
 */
export async function listKeys(
  config: AwsConfig,
  keyring: Keyring,
  vaults: readonly KeyVault[],
  failed: (error: unknown) => void,
): Promise<ListedKey[]> {
  const listed = keyring.list();
  const found: ListedKey[] = listed.map(
    ({ profile, accessKeyId, vault, credentialsPath, createdAt, addedAt, rotating }) => ({
      profile,
      accessKeyId,
      where: vault,
      path: credentialsPath,
      createdAt,
      addedAt,
      rotating: rotating === true,
    }),
  );
  for (const vault of vaults) {
    const lost = await unlistedEntries(vault, listed).catch((error: unknown) => {
      failed(error);
      return [];
    });
    for (const entry of lost) {
      // Whoever looks for it finds it from now on.
      await keyring.find(entry);
      found.push({
        profile: entry.profile,
        accessKeyId: entry.current.accessKeyId,
        where: vault.name,
        path: entry.credentialsPath,
        createdAt: entry.createdAt,
        addedAt: entry.addedAt,
        rotating: isRotating(entry),
      });
    }
  }
  return [...found, ...plainKeys(config)];
}

/** Long-term keys in the files; temporary ones end by themselves. */
export function plainKeys(config: AwsConfig): ListedKey[] {
  return profileNames(config).flatMap((profile) => {
    const section = findProfile(config, profile) ?? {};
    const accessKeyId = section['aws_access_key_id'];
    const isTemporary = section['aws_session_token'] || section['aws_security_token'];
    if (!hasKeys(section) || !accessKeyId?.startsWith('AKIA') || isTemporary) return [];
    return { profile, accessKeyId, where: 'plain' as const, path: config.credentialsPath, rotating: false };
  });
}
