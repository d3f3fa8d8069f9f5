/**
 * The caller's soft limit on open files. Node raises its own to the hard limit before any JavaScript runs and
 * keeps no record, so the parent's limit is read instead: hardly anything lowers it in between. macOS does not
 * show the limits of other processes: there the command keeps Node's.
 */
import { readProcess } from '../../platform/processes.ts';

/** The soft limit of process `pid`, `undefined` where it cannot be seen (not Linux, another PID namespace). */
export function softNofileOf(pid: number, platform: NodeJS.Platform): bigint | undefined {
  if (platform !== 'linux' || pid === 0) return undefined;
  return parseSoftNofile(readProcess(pid, 'limits'));
}

/** Reads the line of proc(5)'s `limits`; nothing where it says `unlimited`. */
export function parseSoftNofile(limits: string): bigint | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : BigInt(soft);
}
