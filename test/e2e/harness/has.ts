import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, type TestContext, test } from 'vitest';

const inCi = process.platform === 'linux' && /^(1|true)$/.test(process.env['CI'] ?? '');
const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];

/** Where `command` is on the PATH, or `undefined`. */
function findCommand(command: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => suffixes.map((suffix) => join(folder, command + suffix)));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Throws in CI on Linux, where every part of a machine that a test wants is installed beforehand. */
function firstMissing(commands: readonly string[]): string | undefined {
  const missing = commands.find((command) => findCommand(command) === undefined);
  if (missing !== undefined && inCi)
    throw new Error(`no ${missing} on this machine, and in CI nothing is skipped`);
  return missing;
}

/** Skips the running test where one of `commands` is not installed: `skipped: no fish`. Serves in `beforeEach` too. */
export function need(context: TestContext, ...commands: readonly string[]): void {
  const missing = firstMissing(commands);
  if (missing !== undefined) context.skip(`no ${missing}`);
}

/** Skips the running test on Windows, which has no such scripts, or for another `reason`. Serves in `beforeEach` too. */
export function needPosix(context: TestContext, reason = 'no POSIX shell'): void {
  context.skip(process.platform === 'win32', reason);
}

/**
 * Whether `command` is here, of which Debian has no package: tests that want it are declared only where it is, so
 * that they are not skipped tests elsewhere. Says so where it is missing.
 */
export function hasOptional(command: string): boolean {
  const here = findCommand(command) !== undefined;
  if (!here) console.log(`no ${command} on this machine: its tests are left out`);
  return here;
}

/** A `describe` for tests whose hooks already want `commands`; where one is missing it is one skipped test. */
export function describeWith(commands: readonly string[], name: string, body: () => void): void {
  const missing = firstMissing(commands);
  if (missing === undefined) describe(name, body);
  else test(name, (context) => context.skip(`no ${missing}`));
}
