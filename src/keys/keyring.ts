import { MfaExecError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import { decodeAnyEntry, decodeEntry, encodeEntry, isRotating, type KeyEntry } from './entry.ts';
import { entryName, type KeyOwner } from './owner.ts';
import type { IndexedKey, KeyIndex, KeyVault } from './ports.ts';

/** An entry, and where it is kept. */
export interface Kept {
  readonly entry: KeyEntry;
  readonly vault: KeyVault;
}

/** The vaults of this machine and the list of what is in them. */
export interface Keyring {
  /** Returns `undefined` if nothing is kept for `owner`. If the list has it and no vault gives it, throws why a vault failed. */
  find(owner: KeyOwner): Promise<Kept | undefined>;
  /** Writes the entry, reads it back, then updates the list. Throws STORE_FAILED if what it reads differs. */
  save(entry: KeyEntry, vault: KeyVault): Promise<void>;
  /** Removes the entry from every vault that can be reached, and from the list. */
  forget(owner: KeyOwner): Promise<void>;
  list(): readonly IndexedKey[];
  /** The vault for a new entry: the first that takes one. Throws STORE_UNAVAILABLE with both ways out. */
  vaultForNew(): Promise<KeyVault>;
}

/** Keys do not expire, but the stores need an expiry. */
const NEVER = Date.UTC(9999, 0, 1);

export function createKeyring(vaults: readonly KeyVault[], index: KeyIndex): Keyring {
  const others = (owner: KeyOwner) => index.list().filter((key) => entryName(key) !== entryName(owner));

  async function readFrom(vault: KeyVault, owner: KeyOwner): Promise<Kept | undefined> {
    const text = await vault.read(entryName(owner));
    const entry = text === undefined ? undefined : decodeEntry(text, owner);
    return entry && { entry, vault };
  }

  async function writeIndex(entry: KeyEntry, vault: KeyVault): Promise<void> {
    const { profile, credentialsPath, addedAt, createdAt, current } = entry;
    const line: IndexedKey = {
      profile,
      credentialsPath,
      accessKeyId: current.accessKeyId,
      vault: vault.name,
      addedAt,
      ...(createdAt !== undefined && { createdAt }),
      ...(isRotating(entry) && { rotating: true }),
    };
    await index.save([...others(entry), line]);
  }

  return {
    async find(owner) {
      const listed = index.list().find((key) => entryName(key) === entryName(owner));
      const first = vaults.filter(({ name }) => name === listed?.vault);
      let failure: MfaExecError | undefined;
      for (const vault of [...first, ...vaults.filter((other) => !first.includes(other))]) {
        try {
          const kept = await readFrom(vault, owner);
          if (kept === undefined) continue;
          // Repair the list: it may have been lost, or an earlier run ended between the two writes.
          if (listed?.accessKeyId !== kept.entry.current.accessKeyId || listed.vault !== vault.name) {
            await writeIndex(kept.entry, vault);
          }
          return kept;
        } catch (error) {
          if (!(error instanceof MfaExecError)) throw error;
          if (vault.name === listed?.vault || error.code !== 'STORE_UNAVAILABLE') failure ??= error;
        }
      }
      if (failure !== undefined && listed !== undefined) throw failure;
      return undefined;
    },
    async save(entry, vault) {
      const text = encodeEntry(entry);
      await vault.write(entryName(entry), text, NEVER);
      if ((await vault.read(entryName(entry))) !== text) {
        throw new MfaExecError('STORE_FAILED', `the ${vault.name} did not keep the keys as they were given`, {
          hint: 'mfa-exec doctor',
        });
      }
      await writeIndex(entry, vault);
    },
    async forget(owner) {
      for (const vault of vaults) {
        try {
          await vault.remove(entryName(owner));
        } catch (error) {
          const absent = error instanceof MfaExecError && error.code === 'STORE_UNAVAILABLE';
          if (!absent) throw error;
        }
      }
      await index.save(others(owner));
    },
    list: () => index.list(),
    async vaultForNew() {
      const failures: MfaExecError[] = [];
      for (const vault of vaults) {
        try {
          await vault.check?.();
          return vault;
        } catch (error) {
          if (!(error instanceof MfaExecError)) throw error;
          failures.push(error);
        }
      }
      const why = failures.map(({ message }) => message).join('; ');
      throw new MfaExecError(
        'STORE_UNAVAILABLE',
        `there is no safe place for long-term keys${why && `: ${why}`}`,
        {
          hint: 'unlock or install a keychain (mfa-exec doctor), or set MFA_EXEC_PASSPHRASE to keep them in an encrypted file',
        },
      );
    },
  };
}

/** Returns the entries of a vault that are missing from the list, which may have been lost. */
export async function unlistedEntries(vault: KeyVault, listed: readonly IndexedKey[]): Promise<KeyEntry[]> {
  const known = new Set(listed.map(entryName));
  const entries = (await vault.list()).flatMap(({ value }) => decodeAnyEntry(value) ?? []);
  return entries.filter((entry) => !known.has(entryName(entry)));
}

/** BASE_CREDENTIALS: `profile` has no keys in a vault. */
export function nothingKept(profile: string): MfaExecError {
  return new MfaExecError('BASE_CREDENTIALS', `mfa-exec keeps no keys of profile "${profile}"`, {
    hint: `mfa-exec keys list; mfa-exec keys import --profile ${shellWord(profile)}`,
  });
}
