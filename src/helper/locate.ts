import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Env } from '../base/ports.ts';
import { splitPosix } from '../base/posix-words.ts';
import type { ProcessSource } from '../identity/types.ts';
import { splitWindows } from './split-command.ts';

export interface LocateDeps {
  readonly env: Env;
  readonly cwd: () => string;
  readonly platform: NodeJS.Platform;
}

/**
 * What a `credential_process` line means here and now, beside its text: the program that it runs, as it is at the
 * moment, the files that its words name, and the current folder where the AWS files are named relative to it. Two
 * projects may have the same line and mean different programs. Nothing is run.
 */
export function locate({ command, files }: ProcessSource, deps: LocateDeps): readonly string[] {
  const isWindows = deps.platform === 'win32';
  const [program, ...words] = (isWindows ? splitWindows(command) : splitPosix(command)) ?? [];
  const cwd = folder(deps.cwd);
  const found = program === undefined ? undefined : candidates(program, cwd, deps).map(version).find(isText);
  return [
    ...(files.every((file) => isAbsolute(file)) ? [] : [cwd]),
    found ?? '',
    ...words.map((word) => regularFile(resolve(cwd, word.replace(/^-[^=]*=/, '')))).filter(isText),
  ];
}

/** Where the program may be: named by a path, or in a folder of PATH. */
function candidates(program: string, cwd: string, { env, platform }: LocateDeps): string[] {
  const isWindows = platform === 'win32';
  const folders = (isWindows ? /[\\/]/ : /\//).test(program)
    ? ['']
    : [...(isWindows ? [''] : []), ...(env['PATH'] ?? env['Path'] ?? '').split(delimiter)];
  const endings = isWindows ? ['', ...(env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  return folders.flatMap((place) => endings.map((ending) => resolve(cwd, join(place, program + ending))));
}

/** The program and its state: one that was changed may give other keys. */
function version(path: string): string | undefined {
  const real = regularFile(path);
  if (real === undefined) return undefined;
  try {
    accessSync(real, constants.X_OK);
    const { size, mtimeMs } = statSync(real);
    return JSON.stringify([real, size, mtimeMs]);
  } catch {
    return undefined;
  }
}

/** The file's own path, symbolic links followed; `undefined` where there is no such file. */
function regularFile(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/** The current folder; none where it was removed. */
function folder(cwd: () => string): string {
  try {
    return cwd();
  } catch {
    return '/';
  }
}

const isText = (text: string | undefined): text is string => text !== undefined;
