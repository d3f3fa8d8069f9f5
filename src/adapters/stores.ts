import { createAutoStore } from '../core/auto-store.ts';
import type { Clock, Env, Reporter, SessionStore, StoreChoice, StoreName } from '../core/ports.ts';
import { createFileStore } from './file-store.ts';
import { fileStoreDir } from './file-store-dir.ts';
import { createKeychainStore, type KeychainStore } from './keychain-store.ts';
import { createKeyctlStore } from './keyctl-store.ts';

export interface StoresDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly uid: number;
}

export interface Stores {
  /** The stores that a choice stands for, in the order in which `auto` reads them; none for `none`. */
  list(choice: StoreChoice, reporter: Reporter): readonly SessionStore[];
  /** They as one; `undefined` for `none`. */
  choose(choice: StoreChoice, reporter: Reporter): SessionStore | undefined;
  /** Whether a keychain call never came back, and with it a thread that an ordinary exit would wait for. */
  isStuck(): boolean;
}

/** The stores of this machine. None is opened before it is asked for something. */
export function createStores({ env, clock, platform, uid }: StoresDeps): Stores {
  const keychains: KeychainStore[] = [];

  function create(name: StoreName, reporter: Reporter): SessionStore {
    const { debug } = reporter;
    if (name === 'file') {
      const dir = fileStoreDir(env, platform, uid);
      return createFileStore({ dir, clock, platform, uid, debug, passphrase: env['MFA_EXEC_PASSPHRASE'] });
    }
    if (name === 'keyctl') return createKeyctlStore({ platform });
    const keychain = createKeychainStore({ platform });
    keychains.push(keychain);
    return keychain;
  }

  function list(choice: StoreChoice, reporter: Reporter): readonly SessionStore[] {
    if (choice === 'none') return [];
    const names: readonly StoreName[] = choice === 'auto' ? ['keychain', 'keyctl', 'file'] : [choice];
    return names.map((name) => create(name, reporter));
  }

  return {
    list,
    choose(choice, reporter) {
      const stores = list(choice, reporter);
      return choice === 'auto' ? createAutoStore(stores, reporter) : stores[0];
    },
    isStuck: () => keychains.some((keychain) => keychain.isStuck),
  };
}
