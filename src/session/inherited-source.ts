import type { SessionCache } from '../base/ports.ts';
import type { SessionDeps } from '../identity/deps.ts';
import { decodeSession, encodeSession } from './codec.ts';
import type { InheritedSession } from './marker.ts';
import { isFresh, Session } from './session.ts';

/**
 * The cache of `deps`, in which the session that was inherited is found too: a nested call can assume a role with it
 * where the store is encrypted and the passphrase stayed with the outer call.
 */
export function withInherited(
  { store, clock }: Pick<SessionDeps, 'store' | 'clock'>,
  inherited: InheritedSession | undefined,
): SessionCache | undefined {
  if (inherited === undefined || store === undefined) return store;
  const { key, user, session } = inherited;
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = session;
  // When it was obtained is not known: for --refresh it must count as old.
  const parts = { accessKeyId, secretAccessKey, sessionToken, expiresAt, issuedAt: 0, label: {} };
  const text = encodeSession({ session: new Session(parts), user });

  function isLive(value: string): boolean {
    const found = decodeSession(value);
    return found !== undefined && isFresh(found.session, clock.now(), 0);
  }

  return {
    async read(wanted) {
      const stored = await store.read(wanted);
      if (wanted !== key || (stored !== undefined && isLive(stored))) return stored;
      return isFresh(session, clock.now(), 0) ? text : stored;
    },
    async write(wanted, value, end) {
      // What was forgotten, or kept with its label elsewhere, must not come back from here.
      if (decodeSession(value)?.session.accessKeyId !== accessKeyId) await store.write(wanted, value, end);
    },
    check: async () => store.check?.(),
    list: () => store.list(),
    remove: (wanted) => store.remove(wanted),
  };
}
