/** Keys on their way into a vault and back: `keys add`, `keys import`, `keys export`. */
import { MfaExecError } from '../base/errors.ts';
import type { AwsConfig, BaseCredentials, Endpoint } from '../base/ports.ts';
import { shellWord } from '../base/shell-word.ts';
import { LongTermKey } from '../identity/long-term-key.ts';
import { findProfile } from '../identity/profile.ts';
import { hasKeys } from '../identity/profile-base.ts';
import { acceptedBy, checkPair } from './check.ts';
import { type Keyring, nothingKept } from './keyring.ts';
import type { KeyOwner } from './owner.ts';
import type { AccessKeys, KeyFiles, KeyVault } from './ports.ts';

export interface TransferDeps {
  readonly keyring: Keyring;
  readonly accessKeys: AccessKeys;
  readonly endpoint: Endpoint;
  readonly files: KeyFiles;
  readonly now: () => number;
}

/** What became of a pair. */
export interface Transferred extends KeyOwner {
  readonly accessKeyId: string;
  /** ARN of the user. */
  readonly arn: string;
  readonly vault: KeyVault['name'];
}

/**
 * Checks a pair, asks AWS about it and keeps it. Nothing is kept of a pair that AWS refuses.
 * @throws BASE_CREDENTIALS, or STORE_UNAVAILABLE where no vault takes it.
 */
export async function keepPair(
  owner: KeyOwner,
  keys: BaseCredentials,
  deps: TransferDeps,
): Promise<Transferred> {
  const { keyring, accessKeys, endpoint } = deps;
  checkPair(keys);
  const former = await keyring.find(owner);
  if (former !== undefined && former.entry.current.accessKeyId !== keys.accessKeyId) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      `profile "${owner.profile}" has other keys already (${former.entry.current.accessKeyId})`,
      { hint: `mfa-exec keys remove --profile ${shellWord(owner.profile)}` },
    );
  }
  const vault = former?.vault ?? (await keyring.vaultForNew());
  const arn = await acceptedBy(accessKeys, keys, endpoint);
  const { accessKeyId, secretAccessKey } = keys;
  if (former?.entry.current.secretAccessKey !== secretAccessKey) {
    const current = new LongTermKey(accessKeyId, secretAccessKey, owner.profile);
    const createdAt = await creationOf(current, deps);
    await keyring.save({ ...owner, current, createdAt, addedAt: deps.now() }, vault);
  }
  return { ...owner, accessKeyId, arn, vault: vault.name };
}

/** A policy that asks for MFA denies the list: then the date is not known. */
async function creationOf(
  key: LongTermKey,
  { accessKeys, endpoint }: TransferDeps,
): Promise<number | undefined> {
  try {
    const found = await accessKeys.list(key, endpoint);
    return found.find(({ accessKeyId }) => accessKeyId === key.accessKeyId)?.createdAt;
  } catch (error) {
    if (error instanceof MfaExecError) return undefined;
    throw error;
  }
}

/** Whether the profile has a pair of its own in the files, temporary or not. */
export function hasPlainKeys(config: AwsConfig, profile: string): boolean {
  const section = findProfile(config, profile);
  return section !== undefined && hasKeys(section);
}

/**
 * Moves the profile's pair from the files into a vault: kept, read back, taken by AWS, and only then taken out.
 * @throws BASE_CREDENTIALS where there is no long-term pair; what `keepPair` and `KeyFiles.takeOut` throw.
 */
export async function importKeys(
  config: AwsConfig,
  profile: string,
  deps: TransferDeps,
): Promise<Transferred> {
  const section = findProfile(config, profile) ?? {};
  const accessKeyId = section['aws_access_key_id'];
  const secretAccessKey = section['aws_secret_access_key'];
  if (!accessKeyId || !secretAccessKey) {
    throw new MfaExecError('BASE_CREDENTIALS', `profile "${profile}" has no pair of keys in the files`, {
      hint: 'mfa-exec keys list shows which have; mfa-exec keys add asks for a pair',
    });
  }
  const keys = { accessKeyId, secretAccessKey };
  checkPair(keys, section['aws_session_token'] || section['aws_security_token']);
  const { credentialsPath, configPath } = config;
  const places = await deps.files.locate([credentialsPath, configPath], profile, keys);
  const kept = await keepPair({ profile, credentialsPath }, keys, deps);
  for (const path of places) await deps.files.takeOut(path, profile, keys);
  return kept;
}

/**
 * Writes the pair back into the credentials file, and forgets it when it is there.
 * @throws BASE_CREDENTIALS if nothing is kept for the profile, a rotation has a new key whose secret is kept
 * nowhere else, or the file has another pair already.
 */
export async function exportKeys(
  config: AwsConfig,
  profile: string,
  deps: TransferDeps,
): Promise<Transferred> {
  const { credentialsPath } = config;
  const owner = { profile, credentialsPath };
  const kept = await deps.keyring.find(owner);
  if (kept === undefined) throw nothingKept(profile);
  const { current, pending } = kept.entry;
  if (pending !== undefined) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      `a rotation of the key of profile "${profile}" is not finished: its new key ${pending.key.accessKeyId} would be lost`,
      { hint: `finish it first: mfa-exec keys rotate --profile ${shellWord(profile)}` },
    );
  }
  const section = findProfile(config, profile);
  const there = section?.['aws_access_key_id'];
  const sameSecret = section?.['aws_secret_access_key'] === current.secretAccessKey;
  if (there !== undefined && (there !== current.accessKeyId || !sameSecret)) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      `profile "${profile}" has other keys in the files already (${there})`,
      {
        hint: 'take them out of the file first',
      },
    );
  }
  if (there === undefined) await deps.files.putIn(credentialsPath, profile, current);
  await deps.keyring.forget(owner);
  return { ...owner, accessKeyId: current.accessKeyId, arn: '', vault: kept.vault.name };
}
