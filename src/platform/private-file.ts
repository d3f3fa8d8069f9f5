import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../base/error-code.ts';
import { shellWord } from '../base/shell-word.ts';
import { type Owner, ownershipProblem, type Problem } from './private-dir.ts';

/** Nothing that this program writes is near this many bytes. */
const MAX_SIZE = 1024 * 1024;

export type Content = { readonly text: string } | { readonly problem: Problem } | undefined;

/**
 * The text of a file in a private folder; `undefined` where there is none; a problem where it is a link, not a
 * plain file, or not ours alone. What is looked at is what is read: the file is opened first.
 */
export async function readPrivateFile(path: string, owner: Owner): Promise<Content> {
  // Without O_NONBLOCK, opening a FIFO would wait for a writer. Windows has neither flag.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((error: unknown) => errorCode(error));
  if (file === 'ENOENT') return undefined;
  if (file === 'ELOOP' || file === 'EMLINK') return refused(`${path} is a link, not a file`, path);
  if (typeof file === 'string') return refused(`cannot read ${path} (${file})`, path);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > MAX_SIZE) return refused(`${path} is not a file of mfa-exec`, path);
    const problem = ownershipProblem(path, stats, owner, '600');
    return problem === undefined ? { text: await file.readFile('utf8') } : { problem };
  } finally {
    await file.close();
  }
}

/** Temporary names: `.NAME.RANDOM.tmp`. */
export const TEMPORARY = /^\..*\.[0-9a-f]{12}\.tmp$/;

/** A new one beside `path`. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
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
    const file = await open(temporary, 'wx', 0o600);
    try {
      // The caller's umask may have taken even our own rights away.
      if (platform !== 'win32') await file.chmod(0o600);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameOver(temporary, path, platform);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  // The new name is on the disk only when the folder is. Where that cannot be had (Windows, some network disks) the
  // file is there all the same, and a power failure costs a code at most.
  await syncFolder(dirname(path)).catch(() => {});
}

/** Windows refuses for as long as a reader, or a virus scanner, has the old file open. */
async function renameOver(from: string, to: string, platform: NodeJS.Platform): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const isBusy = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error));
      if (platform !== 'win32' || !isBusy || attempt === 10) throw error;
      await delay(10 * attempt);
    }
  }
}

async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function refused(sentence: string, path: string): Content {
  return { problem: { sentence, hint: `rm ${shellWord(path)}` } };
}
