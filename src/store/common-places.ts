import { readFileSync, statSync } from 'node:fs';
import process from 'node:process';
import type { Env } from '../base/ports.ts';

/** Folders that processes of the same user may use although their environments differ; absent where they are not to be searched. */
export interface CommonPlaces {
  /** What `XDG_RUNTIME_DIR` usually is. */
  readonly runtime?: string | undefined;
  /** Where root keeps sessions under `sudo -E`. */
  readonly temporary?: string | undefined;
}

/**
 * The common places of a user. Where HOME is not the home that the system has for the user, as in a test or a sandbox,
 * they belong to another set of sessions: none is given.
 */
export function commonPlaces(
  env: Env,
  uid: number,
  ownHome: (uid: number) => string | undefined = homeOfUser,
): CommonPlaces {
  const home = ownHome(uid);
  if (env['HOME'] && home !== undefined && !isSameFolder(env['HOME'], home)) return {};
  return { runtime: `/run/user/${uid}`, temporary: `/tmp/mfa-exec-${uid}` };
}

/**
 * By the system's list of users; `undefined` for a user who is not in it. The file comes first, for Bun takes HOME for
 * the answer.
 */
function homeOfUser(uid: number): string | undefined {
  try {
    const users = readFileSync('/etc/passwd', 'utf8').split('\n');
    const own = users.map((line) => line.split(':')).find(([, , id]) => id === String(uid));
    if (own?.[5]) return own[5];
  } catch {
    // There is no such file.
  }
  try {
    return process.getBuiltinModule('node:os').userInfo().homedir;
  } catch {
    return undefined;
  }
}

function isSameFolder(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    const [a, b] = [statSync(one), statSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}
