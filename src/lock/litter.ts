/** Removes the files that dead lock holders left. */
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../platform/processes.ts';
import { visit } from './guest.ts';
import { isGone, pidInName } from './liveness.ts';

/** The names of a key, but for its head and `own`. Asked by the holder, while it holds the lock. */
export async function litterOf(dir: string, hash: string, own: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => name.startsWith(`${hash}.`) && name !== own);
}

/**
 * Removes what the lock's holder leaves: `sure` names are its own or of dead processes that it followed.
 * Of the `maybe` ones, successions seen while the holder held the lock are void (they were not in its
 * chain, and heads never come back); sockets go where their process is gone. Errors are none: what stays is
 * for the next holder.
 */
export async function removeLitter(
  dir: string,
  sure: readonly string[],
  maybe: readonly string[],
  platform: NodeJS.Platform,
): Promise<void> {
  const known = new Set(sure);
  const dead = await Promise.all(
    maybe
      .filter((name) => !known.has(name))
      .map(async (name) => ((await isLitter(dir, name, platform)) ? [name] : [])),
  );
  await Promise.all([...sure, ...dead.flat()].map((name) => unlink(join(dir, name)).catch(() => {})));
}

async function isLitter(dir: string, name: string, platform: NodeJS.Platform): Promise<boolean> {
  if (name.endsWith('.next')) return true;
  const pid = pidInName(name);
  // Asked first, so that living contenders get no visits.
  if (pid !== undefined && isRunning(pid)) return false;
  const path = join(dir, name);
  try {
    // Not harmful where the process lives after all, in another PID namespace: it makes itself a new one.
    if (name.endsWith('.new')) return true;
    const visited = await visit(path);
    if (visited.kind === 'met') visited.host.leave();
    return visited.kind === 'refused' && (await isGone(path, platform));
  } catch {
    return false;
  }
}
