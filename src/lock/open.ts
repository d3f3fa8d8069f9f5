/** Opens the first lock folder that can be used. */
import { createHash } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { errorCode } from '../base/error-code.ts';
import { makePrivateDir, type Problem } from '../platform/private-dir.ts';
import { createPipeContender } from './pipe.ts';
import { createPosixContender } from './posix.ts';
import type { Contender } from './types.ts';

export interface LockPlace {
  readonly dirs: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly uid: number;
  readonly pid: number;
}

/** The longest name in a lock folder: `HASH.PID.RANDOM.next` with a PID of seven digits, and the slash. */
const LONGEST_NAME = 12 + 1 + 7 + 1 + 8 + 5 + 1;

/** Bytes that the address of a local socket can have: `sun_path` less its NUL (unix(7); 104 on macOS). */
function longestAddress(platform: NodeJS.Platform): number {
  return platform === 'linux' ? 107 : 103;
}

/** Opens locks in the first folder that can have them; else the reason why none can. */
export async function openLocks(place: LockPlace): Promise<((hash: string) => Contender) | Problem> {
  const { platform, pid } = place;
  if (platform === 'win32') {
    // Pipes are the machine's: the name is made the user's own.
    const user = createHash('sha256').update(`${userInfo().username}\0${userInfo().homedir}`).digest('hex');
    return (hash) => createPipeContender({ path: `\\\\.\\pipe\\mfa-exec-${user.slice(0, 16)}-${hash}`, pid });
  }
  let problem: Problem = { sentence: 'no folder for locks', hint: '' };
  for (const dir of place.dirs) {
    if (Buffer.byteLength(dir) + LONGEST_NAME > longestAddress(platform)) {
      problem = { sentence: `the path ${dir} is too long for a socket`, hint: '' };
      continue;
    }
    const found = makePrivateDir(dir, place) ?? (await unwritable(dir));
    if (found === undefined) return (hash) => createPosixContender({ dir, hash, pid, platform });
    problem = found;
  }
  return problem;
}

/** A folder of ours may be on a disk that is read-only, or have lost our right to write. */
async function unwritable(dir: string): Promise<Problem | undefined> {
  try {
    await access(dir, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return { sentence: `cannot write to ${dir} (${errorCode(error)})`, hint: '' };
  }
}
