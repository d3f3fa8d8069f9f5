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

/**
 * The sessions of `stores` that still live at `nowMs`, latest expiry first. Unreadable entries are left
 * out. Of `auto`, a store that this machine does not have is passed over; one that was named throws.
 */
export async function listSessions(
  choice: StoreChoice,
  stores: readonly SessionStore[],
  nowMs: number,
  reporter: Reporter,
): Promise<ListedSession[]> {
  const found: ListedSession[] = [];
  for (const store of stores) {
    for (const { key, value } of await entries(store, choice, reporter)) {
      const stored = decodeSession(value);
      if (stored !== undefined && stored.session.expiresAt > nowMs) found.push({ key, store, ...stored });
    }
  }
  return found.sort((a, b) => b.session.expiresAt - a.session.expiresAt);
}

async function entries(store: SessionStore, choice: StoreChoice, reporter: Reporter) {
  try {
    return await store.list();
  } catch (error) {
    if (choice !== 'auto' || !(error instanceof MfaExecError)) throw error;
    if (error.code === 'STORE_UNAVAILABLE') reporter.debug(error.message);
    else reporter.warn(error.message);
    return [];
  }
}
