// The build, done where it is missing or older than what it is made from.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './npm.mjs';
import { executablePath, ownSystem, SYSTEMS } from './runtimes.mjs';
import { run } from './step.mjs';

const SOURCES = ['src', 'fixtures', 'scripts', 'package.json', 'package-lock.json'];
/** The first and the last file that a build writes. */
const RESULTS = ['dist/mfa-exec.cjs', 'build/sandbox.mjs'];

/**
 * @param {string} path
 * @returns {number} when the file, or the newest one below the folder, was changed: milliseconds since the epoch
 */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** @param {readonly string[]} results whole paths */
function areNew(results) {
  const built = results.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return SOURCES.every((path) => newest(join(root, path)) <= Math.min(...built));
}

/**
 * Builds, unless that has been done: another run of the tests in this folder may be using what is there.
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
export async function ensureBuilt() {
  if (areNew(RESULTS.map((path) => join(root, path)))) return { ok: true, note: 'up to date' };
  return run(process.execPath, ['scripts/build.mjs'], { cwd: root });
}

/**
 * The executable for this machine, likewise.
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
export async function ensureExecutable() {
  const system = ownSystem();
  if (!(system in SYSTEMS)) return { ok: true, note: `none for ${system}` };
  if (areNew([executablePath(system)])) return { ok: true, note: 'up to date' };
  return run(process.execPath, ['scripts/executable.mjs'], { cwd: root });
}
