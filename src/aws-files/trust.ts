/**
 * Whether the AWS files may name programs to run: `credential_process` and `mfa_process` run as the user, so nobody else
 * may be able to write the file. As ssh's StrictModes has it: the user's or root's, and not writable by others; a group of
 * the same number as the user is the user's own (as Debian and Fedora set accounts up).
 */
import { realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { MfaExecError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';

/** Why others may have written the file, and what mends it. */
export interface Distrust {
  readonly sentence: string;
  readonly hint: string;
}

/** Nothing where only the user and root can have written `path`, or where it is not there; on Windows always. */
export function distrust(path: string, uid = process.getuid?.()): Distrust | undefined {
  if (uid === undefined) return undefined;
  try {
    const file = realpathSync(path);
    const stats = statSync(file);
    // A device or a pipe is not read, as the AWS CLI does not.
    if (!stats.isFile()) return undefined;
    const folder = dirname(file);
    return problemOf(file, stats, uid, false) ?? problemOf(folder, statSync(folder), uid, true);
  } catch {
    // That it cannot be read is said elsewhere.
    return undefined;
  }
}

/** Throws CONFIG where a program named in one of `paths` must not be run. */
export function expectTrusted(paths: readonly string[], uid?: number): void {
  for (const path of paths) {
    const found = distrust(path, uid);
    if (found === undefined) continue;
    throw new MfaExecError('CONFIG', `${found.sentence}: no program that is named there is run`, {
      hint: found.hint,
    });
  }
}

function problemOf(path: string, { uid: owner, gid, mode }: Stats, uid: number, isFolder: boolean) {
  const word = shellWord(path);
  if (owner !== uid && owner !== 0) {
    const sentence = `${path} belongs to user ${owner}, not to you (${uid})`;
    return { sentence, hint: `if you trust what is in it: sudo chown ${uid} ${word}` };
  }
  // In a folder like /tmp others cannot replace what is not theirs.
  const isSticky = isFolder && (mode & 0o1000) !== 0;
  const others = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== uid);
  if (!others || isSticky) return undefined;
  const shown = (mode & 0o777).toString(8).padStart(3, '0');
  return {
    sentence: `${path} can be changed by other users (mode ${shown})`,
    hint: `${owner === uid ? '' : 'sudo '}chmod go-w ${word}`,
  };
}
