import { link, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { TEMPORARY, temporaryName } from '../../platform/private-file.ts';

/** A temporary file this old, in milliseconds, was left by a process that was killed. */
const ABANDONED_MS = 60_000;

export interface Sweep {
  readonly dir: string;
  readonly isEntry: (name: string) => boolean;
  /** When the session in the file ends: milliseconds since the epoch; `undefined` where that cannot be read. */
  readonly expiryOf: (path: string) => Promise<number | undefined>;
  readonly now: number;
}

/** Removes what has expired and what killed processes left. Never fails: what stays is for the next one. */
export async function sweepFiles(sweep: Sweep): Promise<void> {
  for (const name of await readdir(sweep.dir).catch(() => [])) {
    const path = join(sweep.dir, name);
    try {
      if (sweep.isEntry(name) && (await hasEnded(path, sweep))) await removeEnded(path, sweep);
      else if (TEMPORARY.test(name) && sweep.now - (await stat(path)).mtimeMs > ABANDONED_MS)
        await unlink(path);
    } catch {
      // Another process was faster, or it is not ours to remove.
    }
  }
}

async function hasEnded(path: string, { expiryOf, now }: Sweep): Promise<boolean> {
  return ((await expiryOf(path)) ?? Number.POSITIVE_INFINITY) <= now;
}

/** Its owner may be renewing it at this moment: it is moved aside and looked at again before it goes. */
async function removeEnded(path: string, sweep: Sweep): Promise<void> {
  const aside = temporaryName(path);
  await rename(path, aside);
  if (!(await hasEnded(aside, sweep))) await link(aside, path).catch(() => {});
  await unlink(aside);
}
