/**
 * Where a command may be on Windows, as cross-spawn looks for it (the package `which`, after cmd.exe). cross-spawn
 * gives to cmd.exe what it does not find: that one prints a sentence of its own, and its status 1 could be the
 * command's.
 */
import { MfaExecError } from '../base/errors.ts';
import type { Env } from '../base/ports.ts';
import { shownCommand } from '../base/shown-value.ts';
import { windowsVariable } from './windows-env.ts';

/** Of `which`, where the environment has no PATHEXT. */
const PROGRAMS = '.EXE;.CMD;.BAT;.COM';

/** What cmd.exe does itself, without a program (`help` of Windows 11). */
const BUILT_IN = new Set(
  [
    'assoc break call cd chdir cls color copy date del dir echo endlocal erase exit for ftype goto if',
    'md mkdir mklink move path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift start',
    'time title type ver verify vol',
  ]
    .join(' ')
    .split(' '),
);

/**
 * The files to try, in order: along the absolute folders of PATH, with each suffix of PATHEXT, then as it is. Never in
 * the current folder, which cmd.exe and CreateProcess look in first: a repository that was cloned may hold anything.
 */
export function windowsCandidates(name: string, env: Env): string[] {
  if (name === '') return [];
  const suffixes = [...listed(windowsVariable(env, 'PATHEXT') ?? PROGRAMS), ''];
  const folders = /[\\/]/.test(name)
    ? ['']
    : listed(windowsVariable(env, 'PATH') ?? '')
        .filter((folder) => /^(?:[a-z]:[\\/]|[\\/]{2})/i.test(folder))
        .map((folder) => `${folder.replace(/[\\/]$/, '')}\\`);
  return folders.flatMap((folder) => suffixes.map((suffix) => `${folder}${name}${suffix}`));
}

/** Elements between semicolons; PATH has some of them in double quotes. */
function listed(text: string): string[] {
  return text
    .split(';')
    .map((element) => element.replace(/^"(.*)"$/, '$1'))
    .filter((element) => element !== '');
}

/** None of the candidates is there. `isHere`: it is in the current folder, as `.\\name`. */
export function windowsNotFound(name: string, isHere = false): MfaExecError {
  if (isHere) {
    const sentence = `the command '${name}' is in the current folder only, and is not taken from there unasked`;
    return new MfaExecError('COMMAND_NOT_FOUND', sentence, {
      hint: `mfa-exec -- .\\${name}`,
    });
  }
  const shown = shownCommand(name);
  const hint = BUILT_IN.has(name.toLowerCase())
    ? `cmd.exe does that itself: mfa-exec -- cmd /c ${name.toLowerCase()}`
    : /[\\/]/.test(name) || shown !== name
      ? undefined
      : `is it installed, and its folder in PATH? where.exe ${name}`;
  return new MfaExecError('COMMAND_NOT_FOUND', `cannot find the command '${shown}'`, {
    hint,
  });
}
