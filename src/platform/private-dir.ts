/** Folders that nobody but this user can enter. */
import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../base/error-code.ts';
import { exhausted } from '../base/exhausted.ts';
import { shellWord } from '../base/shell-word.ts';

/** Who must own a folder; on Windows the user's profile is private by its access lists and nothing is checked. */
export interface Owner {
  readonly uid: number;
  readonly platform: NodeJS.Platform;
}

/** Why a folder or file is not private: a sentence in lower case, and a command that mends it. */
export interface Problem {
  readonly sentence: string;
  readonly hint: string;
}

/**
 * Checks a folder without changing it. Returns `undefined` if it is ours and nobody else can enter it, `'missing'`
 * if there is none. Links in the path are accepted if root or this user made them (`/tmp` on macOS, a moved home):
 * anybody else could change where theirs lead.
 */
export function inspectPrivateDir(dir: string, owner: Owner): Problem | 'missing' | undefined {
  let stats: Stats;
  try {
    stats = lstatSync(dir);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'missing';
    return unusable(dir, error);
  }
  if (stats.isSymbolicLink()) {
    return { sentence: `${dir} is a link, not a folder`, hint: `rm ${shellWord(dir)}` };
  }
  if (!stats.isDirectory()) {
    return { sentence: `${dir} is not a folder`, hint: `rm ${shellWord(dir)}` };
  }
  return ownershipProblem(dir, stats, owner, '700') ?? foreignLinkAbove(dir, owner);
}

/** Makes the folder where it is missing, 0700, and looks at it as `inspectPrivateDir` does. */
export function makePrivateDir(dir: string, owner: Owner): Problem | undefined {
  // What is in the way is told better by a look than by the error.
  let failure: unknown;
  try {
    // The caller's umask may have taken even our own rights away.
    if (makeDirs(dir)) chmodSync(dir, 0o700);
  } catch (error) {
    failure = error;
  }
  const problem = inspectPrivateDir(dir, owner);
  return problem === 'missing' ? unusable(dir, failure ?? 'it vanished') : problem;
}

/**
 * Makes the folder and those above it; returns whether it was missing. Not by mkdir's `recursive`: Node 20 loops
 * for ever where the system answers ENOENT although the parent exists, as in `/proc`.
 */
function makeDirs(dir: string): boolean {
  try {
    mkdirSync(dir, 0o700);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    const parent = dirname(dir);
    if (errorCode(error) !== 'ENOENT' || parent === dir || !makeDirs(parent)) throw error;
    mkdirSync(dir, 0o700);
    return true;
  }
}

/** Owned by someone else, or open to group or others; `mode` is what the hint sets. */
export function ownershipProblem(
  path: string,
  stats: Stats,
  owner: Owner,
  mode: string,
): Problem | undefined {
  if (owner.platform === 'win32') return undefined;
  if (stats.uid !== owner.uid) {
    return {
      sentence: `${path} belongs to user ${stats.uid}, not to you (${owner.uid})`,
      hint: `ls -ld ${shellWord(path)}`,
    };
  }
  if ((stats.mode & 0o077) !== 0) {
    return {
      sentence: `${path} is open to other users (mode ${(stats.mode & 0o777).toString(8)})`,
      hint: `chmod ${mode} ${shellWord(path)}`,
    };
  }
  return undefined;
}

function foreignLinkAbove(dir: string, owner: Owner): Problem | undefined {
  if (owner.platform === 'win32') return undefined;
  for (let at = dirname(dir); at !== dirname(at); at = dirname(at)) {
    let stats: Stats;
    try {
      stats = lstatSync(at);
    } catch (error) {
      return unusable(dir, error);
    }
    if (stats.isSymbolicLink() && stats.uid !== 0 && stats.uid !== owner.uid) {
      return {
        sentence: `${dir} is reached through a link of user ${stats.uid}`,
        hint: `ls -l ${shellWord(at)}`,
      };
    }
  }
  return undefined;
}

function unusable(dir: string, error: unknown): Problem {
  return {
    sentence: `cannot use the folder ${dir} (${errorCode(error)})`,
    hint: exhausted(error) ?? `ls -ld ${shellWord(dirname(dir))}`,
  };
}
