/** Forgets cached sessions. */
import { MfaExecError } from '../base/errors.ts';
import type { Logouts, Reporter, SessionStore } from '../base/ports.ts';
import type { StoreChoice } from '../base/store-names.ts';
import { decodeSession } from './codec.ts';
import type { Session } from './session.ts';

export interface Forgotten {
  /** Those that could be read, ended ones included. */
  readonly sessions: readonly Session[];
  /**
   * How many entries were removed that could not be read: damaged, of another version, or under another
   * passphrase.
   */
  readonly unreadable: number;
  /** How many of those stay, since nothing says whose they are. */
  readonly left: number;
  /** One of each store that failed. Everything else that can be forgotten is forgotten all the same. */
  readonly failures: readonly MfaExecError[];
}

export interface ForgetDeps {
  readonly reporter: Reporter;
  readonly logouts: Logouts;
}

/**
 * Removes the sessions of the user session that is cached as `user`, its roles' included; without `user` all that the
 * stores have, also what cannot be read, since it may hold secrets. Of `auto`, a store that this machine does not have
 * holds none. A log-in that is under way in another process is told.
 */
export async function forgetSessions(
  choice: StoreChoice,
  stores: readonly SessionStore[],
  user: string | undefined,
  { reporter, logouts }: ForgetDeps,
): Promise<Forgotten> {
  await logouts.tell(user);
  const parts: Forgotten[] = [];
  for (const store of stores) {
    const part = await forgetOf(store, user);
    const [failure] = part.failures;
    const absent = choice === 'auto' && failure?.code === 'STORE_UNAVAILABLE';
    if (absent) reporter.debug(failure.message);
    parts.push({ ...part, failures: absent ? [] : part.failures.slice(0, 1) });
  }
  return {
    sessions: parts.flatMap(({ sessions }) => sessions),
    unreadable: sum(parts.map(({ unreadable }) => unreadable)),
    left: sum(parts.map(({ left }) => left)),
    failures: parts.flatMap(({ failures }) => failures),
  };
}

async function forgetOf(store: SessionStore, user: string | undefined): Promise<Forgotten> {
  const sessions: Session[] = [];
  const failures: MfaExecError[] = [];
  let unreadable = 0;
  let left = 0;
  for (const { key, value } of (await tried(failures, () => store.list())) ?? []) {
    const stored = decodeSession(value);
    // The user's own session is under the user's key, whether it can be read or not.
    const wanted = user === undefined || user === (stored?.user ?? key);
    if (!wanted && stored === undefined) left++;
    if (!wanted || !(await tried(failures, async () => store.remove(key).then(() => true)))) continue;
    if (stored === undefined) unreadable++;
    else sessions.push(stored.session);
  }
  const { clear } = store;
  if (user !== undefined || clear === undefined) return { sessions, unreadable, left, failures };
  const more = await tried(failures, () => clear());
  // What it could not list or remove one by one is gone now.
  return {
    sessions,
    unreadable: unreadable + (more ?? 0),
    left,
    failures: more === undefined ? failures : [],
  };
}

/** Returns what `work` returns, or `undefined` if the store fails; the failure goes into `failures`. */
async function tried<T>(failures: MfaExecError[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    failures.push(error);
    return undefined;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
