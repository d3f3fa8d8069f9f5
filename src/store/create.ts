/** Builds the stores of this machine. */
import type { MfaExecError } from '../base/errors.ts';
import { once } from '../base/once.ts';
import type { Clock, Env, Logouts, Reporter, SessionCache, SessionStore } from '../base/ports.ts';
import { STORES, type StoreChoice, type StoreName } from '../base/store-names.ts';
import { SEALED } from '../identity/helper-env.ts';
import type { KeyVault } from '../keys/ports.ts';
import { openForeign } from '../platform/node/foreign.ts';
import { loadKeychain, useBus } from '../platform/node/keychain.ts';
import { decodeSession } from '../session/codec.ts';
import { isFresh } from '../session/session.ts';
import { createAutoStore } from './auto.ts';
import { commonPlaces } from './common-places.ts';
import { fileStoreDir, fileStoreDirs, steadyDir } from './file/folder.ts';
import { createFileStore } from './file/store.ts';
import { anySessionBus, type Bus, sessionBus } from './keychain/bus-owner.ts';
import { foreignBus, noBus } from './keychain/errors.ts';
import { lookUpSecret } from './keychain/secret-service.ts';
import { createKeychainStore, type KeychainStore, patienceMs } from './keychain/store.ts';
import { expectedKeychain, notingKeychain } from './keychain/used.ts';
import { createKeyctlStore } from './keyctl/store.ts';
import { encryptedVault, KEYS_SERVICE, keychainVault } from './keys/vaults.ts';
import { createLogouts } from './logouts.ts';
import { createNotes, type Notes } from './notes.ts';

export interface StoresDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  readonly uid: number;
  /** Where keytar is looked up from: the file of the running program. */
  readonly programFile: string;
}

export interface Stores {
  /** The stores that a choice stands for, in the order in which `auto` reads them; none for `none`. */
  list(choice: StoreChoice, reporter: Reporter): readonly SessionStore[];
  /** The same, in every place where a session of this user may be: what is to be forgotten may lie in any. */
  everywhere(choice: StoreChoice, reporter: Reporter): readonly SessionStore[];
  /**
   * Combines the stores of a choice into one cache. A session with less than `minTtlMs` left counts as a miss. Returns
   * `undefined` for `none`.
   */
  choose(choice: StoreChoice, reporter: Reporter, minTtlMs: number): SessionCache | undefined;
  readonly logouts: Logouts;
  /** Where long-term keys may be kept, in the order in which they are tried. */
  keyVaults(reporter: Reporter): readonly KeyVault[];
  /** Where the file store is. */
  readonly fileDir: string;
  /** True if a keychain call never returned: it blocks a thread, for which an ordinary exit would wait. */
  isStuck(): boolean;
}

/** Builds the stores of this machine. None is opened before it is needed. */
export function createStores({ env, clock, platform, uid, programFile }: StoresDeps): Stores {
  const keychains: KeychainStore[] = [];
  const fileDir = fileStoreDir(env, platform, uid);
  const passphrase = env['MFA_EXEC_PASSPHRASE'];

  function isFreshEnough(value: string, minTtlMs: number): boolean {
    const stored = decodeSession(value);
    return stored !== undefined && isFresh(stored.session, clock.now(), minTtlMs);
  }

  const create: Record<StoreName, (reporter: Reporter) => SessionStore> = {
    keychain: () => (platform === 'linux' ? notingKeychain(keychain(), notes) : keychain()),
    keyctl: () => createKeyctlStore({ platform, clock, foreign: () => openForeign(programFile) }),
    file: (reporter) => fileStore(fileDir, reporter),
  };

  function fileStore(dir: string, reporter: Reporter): SessionStore {
    const isSealed = Boolean(env[SEALED]);
    return createFileStore({ dir, clock, platform, uid, reporter, passphrase, isSealed });
  }

  /** Every place that another process of the user may use for the store or the bus. */
  const common = once(() => commonPlaces(env, uid));
  const everyDir = once(() => fileStoreDirs(env, platform, uid, common()));
  const notesIn = (dirs: readonly string[]): Notes =>
    createNotes([...new Set([steadyDir(env, platform, uid), ...dirs])], { uid, platform });
  const notes = once(() => notesIn([fileDir]));
  const allNotes = once(() => notesIn(everyDir()));

  const busDeps = { env, uid, programFile };
  const ownBus = () => sessionBus(busDeps, patienceMs(platform));
  const anyBus = () => anySessionBus(busDeps, patienceMs(platform), common());

  function obstacle(find: () => Bus): MfaExecError | undefined {
    const bus = find();
    if (bus === 'none') return noBus();
    if ('problem' in bus) return foreignBus(bus.problem);
    useBus(bus.address);
    return undefined;
  }

  function keychain(service?: string, bus = ownBus): KeychainStore {
    const store = createKeychainStore({
      platform,
      ...(service !== undefined && { service }),
      load: () => loadKeychain(programFile),
      ...(platform === 'linux' && {
        obstacle: () => obstacle(bus),
        lookUp: (service, account, timeoutMs) => lookUpSecret(service, account, timeoutMs, busDeps),
      }),
    });
    keychains.push(store);
    return store;
  }

  function list(choice: StoreChoice, reporter: Reporter): readonly SessionStore[] {
    if (choice === 'none') return [];
    const names = choice === 'auto' ? STORES.map(({ name }) => name) : [choice];
    return names.map((name) => create[name](reporter));
  }

  return {
    list,
    everywhere: (choice, reporter) =>
      list(choice, reporter).flatMap((store) => {
        if (store.name === 'file') return everyDir().map((dir) => fileStore(dir, reporter));
        if (store.name !== 'keychain' || platform !== 'linux') return [store];
        return [expectedKeychain(keychain(undefined, anyBus), allNotes, clock)];
      }),
    logouts: createLogouts(notes, allNotes),
    keyVaults: (reporter) => [
      keychainVault(keychain(KEYS_SERVICE)),
      encryptedVault({ env, clock, platform, uid, reporter }),
    ],
    fileDir,
    choose(choice, reporter, minTtlMs) {
      const stores = list(choice, reporter);
      if (choice !== 'auto') return stores[0];
      return createAutoStore(stores, reporter, {
        usable: (value) => isFreshEnough(value, minTtlMs),
        fileDir,
        encrypted: Boolean(passphrase),
      });
    },
    isStuck: () => keychains.some((keychain) => keychain.isStuck),
  };
}
