import { MfaExecError } from '../base/errors.ts';
import { userKey } from '../identity/cache-key.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Identity } from '../identity/types.ts';
import { decodeSession } from './codec.ts';

/**
 * Forgets the cached sessions of this `credential_process` that came from another access key than it gives now: a key
 * that was rotated must not be served by an old session, nor by that of a role.
 */
export async function retireSessions(
  identity: Pick<Identity, 'base' | 'endpoint'>,
  accessKeyId: string,
  { store, reporter }: Pick<SessionDeps, 'store' | 'reporter'>,
): Promise<void> {
  if (store === undefined) return;
  const user = userKey(identity);
  try {
    for (const { key, value } of await store.list()) {
      const stored = decodeSession(value);
      if (stored?.user !== user || stored.session.origin.baseKeyId === accessKeyId) continue;
      await store.remove(key);
      reporter.debug(`a cached session of another access key is forgotten: ${stored.session.accessKeyId}`);
    }
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    reporter.debug(error.message);
  }
}
