/**
 * Combines several stores: reads them in order until one has the session, and writes to the first that takes it. A
 * person is told one line at most, and none if the first stores merely do not exist.
 */
import { MfaExecError } from '../base/errors.ts';
import type { Reporter, SessionCache, SessionStore, StoredEntry } from '../base/ports.ts';
import { type StoreName, storeRow } from '../base/store-names.ts';

export interface AutoStoreOptions {
  /** True if a stored value is fresh enough. One that is not must not hide a fresh one in a later store. */
  readonly usable: (value: string) => boolean;
  /** Where the file store is, for the line that says so. */
  readonly fileDir: string;
  readonly encrypted: boolean;
}

/** `write` throws when no store took the value: STORE_FAILED, or STORE_UNAVAILABLE where there is no store at all. */
export function createAutoStore(
  stores: readonly SessionStore[],
  reporter: Reporter,
  options: AutoStoreOptions,
): SessionCache {
  let warned = false;

  function warnOnce(line: string): void {
    if (!warned) reporter.warn(line);
    warned = true;
  }

  /** Calls a store. Records a store failure in `failures`; rethrows anything else, which is a bug. */
  async function ask<T>(
    failures: MfaExecError[],
    call: () => Promise<T>,
  ): Promise<{ readonly value: T } | undefined> {
    try {
      return { value: await call() };
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      reporter.debug(error.message);
      failures.push(error);
      return undefined;
    }
  }

  function place(name: StoreName): string {
    if (name === 'file') return `${options.encrypted ? 'an encrypted' : 'a'} file in ${options.fileDir}`;
    return storeRow(name).place;
  }

  function explainWrite(name: StoreName, failures: readonly MfaExecError[]): void {
    const broken = failures.find(isBroken);
    if (broken !== undefined) {
      warnOnce(`${broken.message}: the session is kept in ${place(name)} (${broken.hint})`);
    } else if (name === 'file') {
      const encrypt = options.encrypted ? '' : '; MFA_EXEC_PASSPHRASE encrypts it';
      warnOnce(
        `no keychain here: the session is kept in ${place(name)} (--store file silences this${encrypt})`,
      );
    }
  }

  /** Copies that are older than the new one must neither hide it nor outlive it. */
  async function removeFromOthers(than: SessionStore, key: string): Promise<void> {
    for (const store of stores) {
      if (store !== than) await ask([], () => store.remove(key));
    }
  }

  return {
    async read(key) {
      const failures: MfaExecError[] = [];
      let useless: string | undefined;
      for (const store of stores) {
        const value = (await ask(failures, () => store.read(key)))?.value;
        if (value === undefined) continue;
        if (!options.usable(value)) {
          useless ??= value;
          continue;
        }
        const broken = failures.find(isBroken);
        if (broken) {
          warnOnce(`${broken.message}: the session comes from ${place(store.name)} (${broken.hint})`);
        }
        return value;
      }
      return useless;
    },
    async write(key, value, expiresAt) {
      const failures: MfaExecError[] = [];
      for (const store of stores) {
        if ((await ask(failures, () => store.write(key, value, expiresAt))) === undefined) continue;
        reporter.debug(`the session is kept in ${place(store.name)}`);
        explainWrite(store.name, failures);
        await removeFromOthers(store, key);
        return;
      }
      throw worst(failures);
    },
    async list() {
      const entries: StoredEntry[] = [];
      for (const store of stores) entries.push(...((await ask([], () => store.list()))?.value ?? []));
      return entries;
    },
    async remove(key) {
      for (const store of stores) await ask([], () => store.remove(key));
    },
  };
}

function isStoreFailure(error: unknown): error is MfaExecError {
  return error instanceof MfaExecError && /^STORE_/.test(error.code);
}

/** There is such a store, and it does not do its work. */
function isBroken(error: MfaExecError): boolean {
  return error.code === 'STORE_FAILED';
}

function worst(failures: readonly MfaExecError[]): MfaExecError {
  const none = new MfaExecError('STORE_UNAVAILABLE', 'there is no store');
  return failures.find(isBroken) ?? failures[0] ?? none;
}
