/**
 * Remembers until when the keychain has a session. Where the keychain cannot be reached, as from cron without a session
 * bus, that tells a machine which never used one from a session that stays behind.
 */
import { MfaExecError } from '../../base/errors.ts';
import type { Clock, SessionStore } from '../../base/ports.ts';
import type { Notes } from '../notes.ts';

const NOTE = 'keychain-until';

/** The same store, which notes the expiry of what it takes. */
export function notingKeychain(store: SessionStore, notes: () => Notes): SessionStore {
  return {
    ...store,
    async write(key, value, expiresAt) {
      await store.write(key, value, expiresAt);
      if (expiresAt > until(notes())) await notes().write(NOTE, String(expiresAt));
    },
  };
}

/** The same store for who must find everything: not to reach it is a failure while it may have a session. */
export function expectedKeychain(store: SessionStore, notes: () => Notes, clock: Clock): SessionStore {
  async function expecting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MfaExecError) || error.code !== 'STORE_UNAVAILABLE') throw error;
      if (until(notes()) <= clock.now()) throw error;
      throw new MfaExecError(
        'STORE_FAILED',
        `the keychain may have a session and cannot be reached (${error.message})`,
        {
          hint: 'do it again where the keychain is: in the desktop session',
          cause: error,
        },
      );
    }
  }
  const { clear } = store;
  return {
    ...store,
    list: () => expecting(() => store.list()),
    remove: (key) => expecting(() => store.remove(key)),
    ...(clear && {
      clear: () =>
        expecting(async () => {
          const count = await clear();
          await notes().write(NOTE, '0');
          return count;
        }),
    }),
  };
}

/** Milliseconds since the epoch; 0 where it never had one. */
function until(notes: Notes): number {
  return Math.max(0, ...notes.read(NOTE).map(Number).filter(Number.isFinite));
}
