/** Files that nobody but this user can read, replaced as a whole. */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { errorCode } from '../base/error-code.ts';
import { exhausted } from '../base/exhausted.ts';
import { shellWord } from '../base/shell-word.ts';
import { closeQuietly } from './close-quietly.ts';
import { type Owner, ownershipProblem, type Problem } from './private-dir.ts';

/** Nothing that this program writes is near this many bytes. */
const MAX_SIZE = 1024 * 1024;

export type Content = { readonly text: string } | { readonly problem: Problem } | undefined;

/**
 * Reads a file of a private folder. Returns `undefined` if there is none, and a problem if it is a link, not a
 * plain file, or not ours alone. The file is opened before it is checked, so that the checked file is the one that
 * is read.
 */
export function readPrivateFile(path: string, owner: Owner): Content {
  // Without O_NONBLOCK, opening a FIFO would wait for a writer. Windows has neither flag.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  let file: number;
  try {
    file = openSync(path, flags);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP' || code === 'EMLINK') return refused(`${path} is a link, not a file`, path);
    return unreadable(path, error);
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > MAX_SIZE) return refused(`${path} is not a file of mfa-exec`, path);
    const problem = ownershipProblem(path, stats, owner, '600');
    return problem === undefined ? { text: readFileSync(file, 'utf8') } : { problem };
  } catch (error) {
    return unreadable(path, error);
  } finally {
    closeQuietly(file);
  }
}

/** Whether there is a link. What cannot be looked at is none: whoever opens it hears why. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Temporary names: `.NAME.RANDOM.tmp`. */
export const TEMPORARY = /^\..*\.[0-9a-f]{12}\.tmp$/;

/** A new one beside `path`. */
export function temporaryName(path: string): string {
  const random = process.getBuiltinModule('node:crypto').randomBytes(6).toString('hex');
  return join(dirname(path), `.${basename(path)}.${random}.tmp`);
}

/**
 * Replaces a file as a whole: a reader, a crash or a full disk finds the old text or the new, on the disk too.
 * Rejects with the system's error.
 */
export async function replacePrivateFile(
  path: string,
  text: string,
  platform: NodeJS.Platform,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      // The caller's umask may have taken even our own rights away.
      if (platform !== 'win32') fchmodSync(file, 0o600);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    await renameOver(temporary, path, platform);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // It was never made, or is the sweep's to remove.
    }
    throw error;
  }
  // The new name is on the disk only once the folder is. Where a folder cannot be synced (Windows, some network
  // disks), a power failure costs a code at most.
  try {
    syncFolder(dirname(path));
  } catch {
    // As said.
  }
}

/** Windows refuses for as long as a reader, or a virus scanner, has the old file open. */
async function renameOver(from: string, to: string, platform: NodeJS.Platform): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return renameSync(from, to);
    } catch (error) {
      const isBusy = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error));
      if (platform !== 'win32' || !isBusy || attempt === 10) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}

function syncFolder(dir: string): void {
  const folder = openSync(dir, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** A file that cannot be read may be a good one: nobody is told to remove it. */
function unreadable(path: string, error: unknown): Content {
  const hint = exhausted(error) ?? `ls -l ${shellWord(path)}`;
  return { problem: { sentence: `cannot read ${path} (${errorCode(error)})`, hint } };
}

function refused(sentence: string, path: string): Content {
  return { problem: { sentence, hint: `rm ${shellWord(path)}` } };
}
