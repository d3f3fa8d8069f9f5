/**
 * The soft limit on open files that the caller had. Node raises its own to the hard one before any JavaScript
 * runs, and keeps no record; the parent's is the best witness, since hardly anything lowers it in between. macOS shows
 * no other process's limits, and `launchctl limit` knows the system's default only: the command has Node's there.
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
