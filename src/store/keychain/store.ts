/** Keeps sessions in the keychain of the system, through keytar. */
import process from 'node:process';
import type { MfaExecError } from '../../base/errors.ts';
import type { SessionStore, StoredEntry } from '../../base/ports.ts';
import type { Keychain } from '../../platform/keychain.ts';
import { type ChunkHead, chunkNames, chunkOwner, joinChunks, pack, parseHead } from './chunks.ts';
import { keychainError, keychainTimeout, noKeychain } from './errors.ts';
import { afterFairTime, persist } from './patience.ts';
import type { LookUp } from './secret-service.ts';

export interface KeychainStoreOptions {
  readonly platform: NodeJS.Platform;
  /** What the keychain calls the service; sessions have `mfa-exec`. */
  readonly service?: string;
  /** Called once, when the keychain is first needed. */
  readonly load: () => Keychain;
  /** Looks, before anything is loaded, whether there is a session bus of ours to reach one by; says what is wrong. */
  readonly obstacle?: () => MfaExecError | undefined;
  /** A quicker way to one entry, asked before the keychain is loaded. */
  readonly lookUp?: (service: string, account: string, timeoutMs: number) => LookUp;
  /** Milliseconds that one call may take. */
  readonly timeoutMs?: number;
}

export interface KeychainStore extends SessionStore {
  /**
   * True if a call did not return. It blocks a thread of libuv, for which `process.exit` waits (50 s and more,
   * with a Secret Service that never answers); exec does not. The keychain is not asked again.
   */
  readonly isStuck: boolean;
}

const SESSIONS = 'mfa-exec';
/** Written and removed by `check`; a name that no cache key has. */
const PROBE = 'probe';
/** CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h; keytar hands over UTF-8. Others have no limit of note. */
const WINDOWS_LIMIT = 2560;

/**
 * Milliseconds that one call may take. macOS asks the person whether this Node may see an item that another wrote (an
 * item trusts the program that made it, and an upgrade is another program), and takes its dialog away with the one
 * who asks: there must be time for a password. Without a desktop, as over ssh, it fails at once.
 */
export function patienceMs(platform: NodeJS.Platform): number {
  return platform === 'darwin' ? 30_000 : 2000;
}

/** macOS Keychain, Windows Credential Manager or Secret Service; the account is the key. */
export function createKeychainStore(options: KeychainStoreOptions): KeychainStore {
  const { platform, load, timeoutMs = patienceMs(platform), service = SESSIONS } = options;
  const limit = platform === 'win32' ? WINDOWS_LIMIT : Number.POSITIVE_INFINITY;
  let keychain: Keychain | undefined;
  let refusal: MfaExecError | undefined;
  let isStuck = false;

  function open(): Keychain {
    if (keychain === undefined) refusal ??= options.obstacle?.();
    if (refusal !== undefined) throw refusal;
    try {
      keychain ??= load();
      return keychain;
    } catch (error) {
      refusal = noKeychain(error, platform);
      throw refusal;
    }
  }

  /** One call, bounded. After one that did not come back there is no other. */
  async function ask<T>(call: (opened: Keychain) => Promise<T>): Promise<T> {
    const opened = open();
    let stopTimer = () => {};
    const timeUp = new Promise<never>((_, reject) => {
      stopTimer = afterFairTime(timeoutMs, () => {
        isStuck = true;
        refusal = keychainTimeout(timeoutMs, platform);
        reject(refusal);
      });
    });
    const answer = persist(
      () => call(opened),
      () => isStuck,
    ).catch((error: unknown) => {
      throw keychainError(error, platform);
    });
    // The loser of the race may fail later, when nobody listens.
    answer.catch(() => {});
    try {
      return await Promise.race([answer, timeUp]);
    } finally {
      stopTimer();
    }
  }

  async function get(account: string): Promise<string | undefined> {
    if (refusal !== undefined) throw refusal;
    const found = keychain === undefined ? options.lookUp?.(service, account, timeoutMs) : undefined;
    if (found === 'timeout') {
      refusal = keychainTimeout(timeoutMs, platform);
      throw refusal;
    }
    if (found !== undefined && found !== 'unknown') return found.value;
    return (await ask((opened) => opened.getPassword(service, account))) ?? undefined;
  }
  const set = (account: string, value: string) =>
    ask((opened) => opened.setPassword(service, account, value));
  const forget = (account: string) => ask((opened) => opened.deletePassword(service, account));
  const all = () => ask((opened) => opened.findCredentials(service));

  /** Removes a key's chunks of other generations than the one to keep. */
  async function forgetChunks(key: string, keep?: string): Promise<void> {
    for (const { account } of await all()) {
      const owner = chunkOwner(account);
      if (owner?.key === key && owner.generation !== keep) await forget(account);
    }
  }

  /** A locked collection reads as an empty one: only a write tells. */
  async function check(): Promise<void> {
    await set(PROBE, PROBE);
    await forget(PROBE);
  }

  return {
    name: 'keychain',
    get isStuck() {
      return isStuck;
    },
    async read(key) {
      const value = await get(key);
      const head = value === undefined ? undefined : parseHead(value);
      if (head === undefined) return value;
      if (head === 'foreign') return undefined;
      const parts: (string | undefined)[] = [];
      for (const name of chunkNames(key, head)) parts.push(await get(name));
      return joinChunks(head, parts);
    },
    async write(key, value) {
      const generation = process.getBuiltinModule('node:crypto').randomBytes(6).toString('hex');
      const { head, chunks } = pack(key, value, generation, limit);
      for (const chunk of chunks) await set(chunk.name, chunk.value);
      await set(key, head);
      if (platform === 'win32') await forgetChunks(key, generation);
    },
    async remove(key) {
      await forget(key);
      if (platform === 'win32') await forgetChunks(key);
    },
    // An entry that cannot be put together is listed without a value, so that it can be removed.
    async list() {
      // findCredentials of keytar 7.10 ends the process (SIGSEGV) when it meets an item that stays locked.
      if (platform === 'linux') await check();
      const entries = new Map((await all()).map(({ account, password }) => [account, password]));
      const found: StoredEntry[] = [];
      for (const [key, value] of entries) {
        if (chunkOwner(key) !== undefined || key === PROBE) continue;
        const head = parseHead(value);
        found.push({ key, value: head === undefined ? value : (whole(key, head, entries) ?? '') });
      }
      return found;
    },
    async clear() {
      if (platform === 'linux') await check();
      const accounts = (await all()).map(({ account }) => account);
      for (const account of accounts) await forget(account);
      return accounts.filter((account) => chunkOwner(account) === undefined && account !== PROBE).length;
    },
    check,
  };
}

function whole(
  key: string,
  head: ChunkHead | 'foreign',
  entries: ReadonlyMap<string, string>,
): string | undefined {
  if (head === 'foreign') return undefined;
  const parts = chunkNames(key, head).map((name) => entries.get(name));
  return joinChunks(head, parts);
}
