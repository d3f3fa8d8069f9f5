import type { SessionCache } from '../base/ports.ts';

export interface RememberingCache extends SessionCache {
  /** What the store did not take, by cache key. */
  readonly entries: ReadonlyMap<string, string>;
}

/**
 * `store`, beside which what it does not take is kept in memory: a role can then be renewed without a code where nothing
 * is stored. What the store took is not kept: a logout holds here too.
 */
export function remembering(
  store: SessionCache | undefined,
  known: Iterable<readonly [string, string]> = [],
): RememberingCache {
  const entries = new Map(known);
  return {
    entries,
    async read(key) {
      try {
        return (await store?.read(key)) ?? entries.get(key);
      } catch (error) {
        const kept = entries.get(key);
        if (kept === undefined) throw error;
        return kept;
      }
    },
    async write(key, value, expiresAt) {
      entries.set(key, value);
      if (store === undefined) return;
      await store.write(key, value, expiresAt);
      entries.delete(key);
    },
    async remove(key) {
      entries.delete(key);
      await store?.remove(key);
    },
    check: async () => store?.check?.(),
    list: async () => (await store?.list()) ?? [],
  };
}
