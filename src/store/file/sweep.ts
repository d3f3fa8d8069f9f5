/** Removes files of the store that have expired or were abandoned. */
import { linkSync, readdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPORARY, temporaryName } from '../../platform/private-file.ts';

/** Milliseconds after which a temporary file counts as abandoned by a process that was killed. */
const ABANDONED_MS = 60_000;

export interface Sweep {
  readonly dir: string;
  readonly isEntry: (name: string) => boolean;
  /** When the session in the file expires: milliseconds since the epoch, or `undefined` if that cannot be read. */
  readonly expiryOf: (path: string) => number | undefined;
  readonly now: number;
}

/** Removes expired entries and abandoned temporary files. Never fails: the next sweep takes what is left. */
export function sweepFiles(sweep: Sweep): void {
  for (const name of namesIn(sweep.dir)) {
    const path = join(sweep.dir, name);
    try {
      if (sweep.isEntry(name) && hasEnded(path, sweep)) removeEnded(path, sweep);
      else if (TEMPORARY.test(name) && sweep.now - statSync(path).mtimeMs > ABANDONED_MS) unlinkSync(path);
    } catch {
      // Another process was faster, or it is not ours to remove.
    }
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function hasEnded(path: string, { expiryOf, now }: Sweep): boolean {
  return (expiryOf(path) ?? Number.POSITIVE_INFINITY) <= now;
}

/** Its owner may be renewing it at this moment, so it is moved aside and checked again before it is removed. */
function removeEnded(path: string, sweep: Sweep): void {
  const aside = temporaryName(path);
  renameSync(path, aside);
  if (!hasEnded(aside, sweep)) putBack(aside, path);
  unlinkSync(aside);
}

/** Unless a newer one has the name by now. */
function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch {
    // There is a newer one.
  }
}
