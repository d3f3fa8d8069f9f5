/** Where long-term keys are kept: the keychain, or files encrypted with a passphrase; never in clear. */
import { join } from 'node:path';
import { MfaExecError } from '../../base/errors.ts';
import type { Clock, Env, Reporter, SessionStore } from '../../base/ports.ts';
import { sha256Hex } from '../../base/sha256.ts';
import type { KeyVault } from '../../keys/ports.ts';
import { dataFolder } from '../../platform/data-folder.ts';
import { createFileStore } from '../file/store.ts';

/** What the keychain calls the service: not that of the sessions, which `logout --all` clears. */
export const KEYS_SERVICE = 'mfa-exec keys';

export interface VaultDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly uid: number;
  readonly reporter: Reporter;
}

/** mfa-exec's own place for what must not be lost; `undefined` where there is no home. */
export function keysFolder(env: Env, platform: NodeJS.Platform): string | undefined {
  const data = dataFolder(env, platform);
  return data === undefined ? undefined : join(data, 'mfa-exec');
}

export function keychainVault(store: SessionStore): KeyVault {
  const { read, write, remove, list } = store;
  return { name: 'keychain', read, write, remove, list, ...(store.check && { check: store.check }) };
}

/** Without a passphrase it takes nothing, and gives nothing. */
export function encryptedVault({ env, clock, platform, uid, reporter }: VaultDeps): KeyVault {
  const folder = keysFolder(env, platform);
  const passphrase = env['MFA_EXEC_PASSPHRASE'] || undefined;
  const store =
    folder === undefined || passphrase === undefined
      ? undefined
      : createFileStore({ dir: join(folder, 'keys'), clock, platform, uid, reporter, passphrase });

  function opened(): SessionStore {
    if (store !== undefined) return store;
    throw new MfaExecError(
      'STORE_UNAVAILABLE',
      'MFA_EXEC_PASSPHRASE is not set, which opens the encrypted file',
      {
        hint: 'export MFA_EXEC_PASSPHRASE, the one that the keys were kept with',
      },
    );
  }
  return {
    name: 'file',
    read: async (name) => opened().read(fileName(name)),
    write: async (name, value, expiresAt) => opened().write(fileName(name), value, expiresAt),
    remove: async (name) => opened().remove(fileName(name)),
    list: async () => opened().list(),
    check: async () => opened().check?.(),
  };
}

/** The store names its files by the key, and a profile's name may have any character. */
function fileName(name: string): string {
  return `session-${sha256Hex(name).slice(0, 32)}`;
}
