import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

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
    const ageMs = await processAgeMs(pid);
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

/** Whether a process of ours has this number; the lock folder is private, so another user's is not the one. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** How long a process has been running, in milliseconds; `undefined` where there is none. */
function processAgeMs(pid: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: 2000, env: { PATH: process.env['PATH'] } };
    execFile('ps', ['-o', 'etime=', '-p', String(pid)], options, (error, stdout) => {
      resolve(error ? undefined : elapsedMs(stdout));
    });
  });
}

/** Milliseconds of `ps -o etime`: `[[dd-]hh:]mm:ss` (POSIX ps); `undefined` for anything else. */
export function elapsedMs(text: string): number | undefined {
  const parts = /^\s*(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s*$/.exec(text);
  if (parts === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
