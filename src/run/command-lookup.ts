/**
 * Where a command may be, and what it means that it could not be started there: the rules of execvp(3) as
 * glibc has them. Names and directories are plain strings here; a caller that has bytes hands them in as latin1.
 */
import { MfaExecError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import { shownCommand } from '../base/shown-value.ts';

/** What execvp(3) searches where the environment has no PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';

/** The shell that execvp(3) gives a text file without `#!` to. */
export const SHELL = '/bin/sh';

/** Refusals after which execvp(3) goes on to the next directory. */
const NEXT = new Set(['EACCES', 'ENOENT', 'ENOTDIR', 'ESTALE', 'ENODEV', 'ETIMEDOUT']);

/** Errno name of the reason why a file could not be started. */
export type Refusal = string;

export type Search = { readonly file: string } | { readonly file: string; readonly refusal: Refusal };

/**
 * The files to try, in order. A name with a slash is itself the only one; an empty element of `path` is the
 * current directory. `path` is the child's PATH, `undefined` where it has none.
 */
export function candidates(name: string, path: string | undefined): string[] {
  if (name === '') return [];
  if (name.includes('/')) return [name];
  return (path ?? DEFAULT_PATH)
    .split(':')
    .map((directory) => (directory === '' ? name : `${directory}/${name}`));
}

/**
 * Tries one file after the other. `attempt` returns why a file was refused, or nothing when it serves. A file
 * that is there but may not be run is passed over, and remembered as the reason when nothing else is found.
 */
export function search(files: readonly string[], attempt: (file: string) => Refusal | undefined): Search {
  let last: Search = { file: '', refusal: 'ENOENT' };
  let denied: Search | undefined;
  for (const file of files) {
    const refusal = attempt(file);
    if (refusal === undefined) return { file };
    last = { file, refusal };
    if (!NEXT.has(refusal)) return last;
    if (refusal === 'EACCES') denied ??= last;
  }
  return denied ?? last;
}

/**
 * The failure to tell a person; `file` is what `name` was found as. COMMAND_NOT_FOUND where there is no such command: its
 * hint is for who knows the whole line. COMMAND_NOT_EXECUTABLE where there is one that cannot be run, as env(1), timeout(1) and the shells tell them apart.
 */
export function commandError(name: string, refusal: Refusal, file = name): MfaExecError {
  if (refusal === 'ENOENT' || (refusal === 'ENOTDIR' && !name.includes('/'))) {
    return new MfaExecError('COMMAND_NOT_FOUND', `cannot find the command '${shownCommand(name)}'`);
  }
  return new MfaExecError(
    'COMMAND_NOT_EXECUTABLE',
    `cannot run '${shownCommand(name)}': ${MEANING[refusal] ?? refusal}`,
    {
      hint: refusal === 'EACCES' ? `is it a file that you may execute? ls -ld ${shellWord(file)}` : undefined,
    },
  );
}

const MEANING: Readonly<Record<Refusal, string>> = {
  EACCES: 'permission denied',
  ENOTDIR: 'a part of its path is not a folder',
  ENOEXEC: 'it is not a program for this machine',
  E2BIG: 'the arguments and the environment are too long together',
  ETXTBSY: 'the file is open for writing',
  ELOOP: 'its path has too many symbolic links',
  ENAMETOOLONG: 'its name is too long',
};
