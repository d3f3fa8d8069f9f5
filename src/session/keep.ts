/** The cached entry of a session: read, and written unless the user's sessions were forgotten meanwhile. */
import { MfaExecError } from '../base/errors.ts';
import type { SessionDeps } from '../identity/deps.ts';
import { decodeSession, encodeSession, type StoredSession } from './codec.ts';
import type { Session } from './session.ts';

type Deps = Pick<SessionDeps, 'store' | 'reporter' | 'logouts'>;

/** The cached session, ended or not. */
export async function readLast(key: string, deps: Deps): Promise<StoredSession | undefined> {
  const text = await deps.store?.read(key);
  if (text === undefined) {
    deps.reporter.debug(
      deps.store === undefined ? '--store none: nothing is cached' : 'no session is cached',
    );
    return undefined;
  }
  const stored = decodeSession(text);
  if (stored === undefined) {
    deps.reporter.debug('the cached entry is unreadable or of another version; it will be replaced');
  }
  return stored;
}

/**
 * A store that fails now does not waste the code that was spent: the command runs all the same. Nothing is kept where
 * the user's sessions were forgotten since `logout` was read.
 */
export async function keep(key: string, stored: StoredSession, logout: string, deps: Deps): Promise<void> {
  const { store, logouts, reporter } = deps;
  if (store === undefined) return;
  const isForgotten = () => logouts.last(stored.user) !== logout;
  let isWritten = false;
  try {
    if (!isForgotten()) {
      await store.write(key, encodeSession(stored), stored.session.expiresAt);
      isWritten = true;
      if (!isForgotten()) return reporter.debug('the session is cached');
      await removeOwn(key, stored.session, deps);
    }
    // The user's session, for which a code was asked, has said it for those of its roles.
    reporter[isOfRole(stored.session) ? 'debug' : 'warn'](
      'the session is not kept: mfa-exec logout ran meanwhile',
    );
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    if (isWritten) return reporter.warn(`the session could not be forgotten: ${error.message}`);
    // A role's session is had again at once, and for nothing: a line for each recipe of a Makefile would be noise.
    const isCheap = error.code === 'STORE_SEALED' && stored.session.label.roleArn !== undefined;
    reporter[isCheap ? 'debug' : 'warn'](`the session could not be cached: ${error.message}`);
  }
}

/** Removes the session, unless a later log-in has replaced it. */
async function removeOwn(key: string, { accessKeyId }: Session, deps: Deps): Promise<void> {
  const stored = await readLast(key, deps);
  if (stored?.session.accessKeyId === accessKeyId) await deps.store?.remove(key);
}

/** A session that was made of the user's, for which nobody was asked. */
function isOfRole({ label, origin }: Session): boolean {
  return label.roleArn !== undefined && origin.userSeconds !== undefined;
}
