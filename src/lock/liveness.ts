import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isRunning, processAgeMs } from '../platform/processes.ts';

/**
 * Whether the owner of a socket that refused a connection is gone. On Linux a refusal says so: a full backlog
 * answers EAGAIN (unix(7), connect(2)). On macOS and the BSDs a full backlog refuses likewise, so there the
 * process must be gone too, or be younger than the socket: its number was given to another.
 */
export async function isGone(socketPath: string, platform: NodeJS.Platform): Promise<boolean> {
  if (platform === 'linux') return true;
  const pid = pidInName(basename(socketPath));
  if (pid === undefined || !isRunning(pid)) return true;
  try {
    const { mtimeMs } = await stat(socketPath);
    const ageMs = processAgeMs(pid);
    // `ps` counts in whole seconds.
    return ageMs === undefined || Date.now() - ageMs > mtimeMs + 2000;
  } catch {
    return true;
  }
}

/** The PID of `HASH.PID.RANDOM…`. */
export function pidInName(name: string): number | undefined {
  const pid = Number(name.split('.')[1]);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}
