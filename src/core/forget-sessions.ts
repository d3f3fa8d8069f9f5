import { MfaExecError } from './errors.ts';
import type { Reporter, SessionStore, StoreChoice } from './ports.ts';
import type { Session } from './session.ts';
import { decodeSession } from './session-codec.ts';

export interface Forgotten {
  /** Those that could be read, ended ones included. */
  readonly sessions: readonly Session[];
  /** The first thing that went wrong; what could be forgotten is forgotten all the same. */
  readonly failure: MfaExecError | undefined;
}

/**
 * Removes the sessions of the user session that is cached as `user`, its roles' included; without `user` every entry,
 * also one that cannot be read, since it may hold secrets. Of `auto`, a store that this machine does not have holds none.
 */
export async function forgetSessions(
  choice: StoreChoice,
  stores: readonly SessionStore[],
  user: string | undefined,
  reporter: Reporter,
): Promise<Forgotten> {
  const sessions: Session[] = [];
  let failure: MfaExecError | undefined;
  for (const store of stores) {
    try {
      for (const { key, value } of await store.list()) {
        const stored = decodeSession(value);
        if (user !== undefined && stored?.user !== user) continue;
        await store.remove(key);
        if (stored !== undefined) sessions.push(stored.session);
      }
    } catch (error) {
      if (!(error instanceof MfaExecError)) throw error;
      if (choice === 'auto' && error.code === 'STORE_UNAVAILABLE')
        reporter.debug(`${store.name}: ${error.message}`);
      else failure ??= error;
    }
  }
  return { sessions, failure };
}
