/** Lists the cached sessions. */
import { MfaExecError } from '../base/errors.ts';
import type { Reporter, SessionStore } from '../base/ports.ts';
import type { StoreChoice } from '../base/store-names.ts';
import { decodeSession } from './codec.ts';
import type { Session } from './session.ts';

/** A cached session, with where it is. */
export interface ListedSession {
  readonly key: string;
  readonly user: string;
  readonly store: SessionStore;
  readonly session: Session;
}

export interface Listed {
  /** Latest expiry first. */
  readonly sessions: readonly ListedSession[];
  /** Of the stores that could not be looked into. */
  readonly failures: readonly MfaExecError[];
}

/**
 * The sessions of `stores` that still live at `nowMs`. Unreadable entries are left out. Of `auto`, a store that this
 * machine does not have is passed over.
 */
export async function listSessions(
  choice: StoreChoice,
  stores: readonly SessionStore[],
  nowMs: number,
  reporter: Reporter,
): Promise<Listed> {
  const sessions: ListedSession[] = [];
  const failures: MfaExecError[] = [];
  for (const store of stores) {
    try {
      for (const { key, value } of await store.list()) {
        const stored = decodeSession(value);
        if (stored !== undefined && stored.session.expiresAt > nowMs)
          sessions.push({ key, store, ...stored });
      }
    } catch (error) {
      if (!(error instanceof MfaExecError)) throw error;
      if (choice === 'auto' && error.code === 'STORE_UNAVAILABLE') reporter.debug(error.message);
      else failures.push(error);
    }
  }
  return { sessions: sessions.sort((a, b) => b.session.expiresAt - a.session.expiresAt), failures };
}
