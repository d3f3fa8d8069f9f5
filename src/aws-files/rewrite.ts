import type { Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../base/error-code.ts';
import { MfaExecError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import type { Owner } from '../platform/private-dir.ts';
import { temporaryName } from '../platform/private-file.ts';
import { EditRefused } from './edit.ts';

/** How often a file is read anew that another program changed meanwhile. */
const ATTEMPTS = 3;

/**
 * Throws CONFIG where the file is not ours to change: other users could write it, it is another's, or it has a second
 * name (a hard link) that would keep what is taken out here.
 */
export function checkFile(path: string, stats: Stats, { uid, platform }: Owner): void {
  const problem = (sentence: string, hint: string) =>
    new MfaExecError('CONFIG', `${path} ${sentence}`, { hint });
  if (!stats.isFile()) throw problem('is not a plain file', `ls -l ${shellWord(path)}`);
  if (platform === 'win32') return;
  if (stats.uid !== uid) {
    throw problem(`belongs to user ${stats.uid}, not to you (${uid})`, `ls -l ${shellWord(path)}`);
  }
  if ((stats.mode & 0o022) !== 0) {
    throw problem('can be written by other users', `chmod go-w ${shellWord(path)}`);
  }
  if (stats.nlink > 1) {
    throw problem('has a second name, which would keep the keys', `find ~ -samefile ${shellWord(path)}`);
  }
}

/**
 * Replaces a file as a whole with what `edit` makes of its text: a reader or a crash finds the old text or the new.
 * Permissions, owner and symbolic links stay; the text is handed over one character a byte, so that nothing is lost in
 * decoding. A file that is missing is empty, and is made 0600.
 * @throws {MfaExecError} CONFIG where `checkFile` or `edit` refuses, or the system does.
 */
export async function rewrite(path: string, owner: Owner, edit: (text: string) => string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const target = await realpath(path).catch(() => path);
    const before = await existing(target);
    if (before !== undefined) checkFile(path, before, owner);
    const text = before === undefined ? '' : await readFile(target, 'latin1');
    const next = refusing(path, () => edit(text));
    if (next === text) return;
    if (before === undefined) await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const temporary = temporaryName(join(dirname(target), basename(target)));
    try {
      await write(temporary, next, before, owner);
      // Another program may have written its own meanwhile, which must not be lost.
      const now = await existing(target);
      if (before !== undefined && (now === undefined || isChanged(before, now))) {
        if (attempt === ATTEMPTS) throw busy(path);
        await unlink(temporary);
        continue;
      }
      await rename(temporary, target);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      if (error instanceof MfaExecError) throw error;
      throw new MfaExecError('CONFIG', `cannot write ${path} (${errorCode(error)})`, {
        hint: `ls -ld ${shellWord(path)} ${shellWord(dirname(path))}`,
        cause: error,
      });
    }
    await syncFolder(dirname(target));
    return;
  }
}

async function write(
  path: string,
  text: string,
  model: Stats | undefined,
  { platform }: Owner,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text, 'latin1');
    if (platform !== 'win32' && model !== undefined) await copyRights(file, model);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function copyRights(file: FileHandle, { gid, mode }: Stats): Promise<void> {
  const made = await file.stat();
  if (made.gid !== gid) await file.chown(made.uid, gid);
  await file.chmod(mode & 0o7777);
}

function existing(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw new MfaExecError('CONFIG', `cannot look at ${path} (${errorCode(error)})`, {
      hint: `ls -ld ${shellWord(dirname(path))}`,
    });
  });
}

function isChanged(before: Stats, now: Stats): boolean {
  return before.ino !== now.ino || before.mtimeMs !== now.mtimeMs || before.size !== now.size;
}

function refusing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EditRefused)) throw error;
    throw new MfaExecError('CONFIG', `${path}: ${error.message}`, {
      hint: 'keep one of them, and run this again',
    });
  }
}

function busy(path: string): MfaExecError {
  return new MfaExecError('CONFIG', `${path} is being changed by another program`, {
    hint: 'run this again',
  });
}

/** The new name is on the disk only when the folder is; some systems cannot do that. */
async function syncFolder(dir: string): Promise<void> {
  try {
    const folder = await open(dir, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows, and some network disks.
  }
}
