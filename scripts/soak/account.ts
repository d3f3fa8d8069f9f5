/** Whether STS was called as often as needed and no more. */

export interface Minted {
  readonly accessKeyId: string;
  /** When STS handed it out: milliseconds since the epoch. */
  readonly at: number;
  readonly expiresAt: number;
}

export interface Account {
  /** Sessions that were got because the one before went with a process that was killed. */
  readonly lost: number;
  /** Sessions that were got because the one before ran out. */
  readonly renewed: number;
  /** Sessions that nobody needed. */
  readonly wasted: number;
}

/**
 * `minted`: the sessions of one identity since its cache was emptied, in order. `kept`: the access key ids of those
 * that reached the cache for certain, because a process that lived on had them. A session after one that was kept is
 * needed only once that one has less than `minTtlMs` left; after one that was not, a kill must have come between.
 */
export function account(
  minted: readonly Minted[],
  kept: ReadonlySet<string>,
  minTtlMs: number,
  kills: number,
): Account {
  let [lost, renewed, wasted] = [0, 0, 0];
  minted.slice(1).forEach((session, index) => {
    const before = minted[index];
    if (before === undefined) return;
    if (session.at >= before.expiresAt - minTtlMs) renewed += 1;
    else if (!kept.has(before.accessKeyId) && lost < kills) lost += 1;
    else wasted += 1;
  });
  return { lost, renewed, wasted };
}
