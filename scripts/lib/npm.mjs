// npm and the programs of the development dependencies, without a shell wherever that is possible.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './step.mjs';

/** The folder of package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs npm with the Node that runs this script. `npm_execpath` is npm's own script when npm started us; on
 * Windows the command is `npm.cmd`, which needs a shell.
 * @param {readonly string[]} args
 * @param {import('./step.mjs').RunOptions} [options]
 */
export function npm(args, options = {}) {
  const script = process.env['npm_execpath'];
  const at = { cwd: root, ...options };
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], at);
  return run('npm', args, { ...at, shell: process.platform === 'win32' });
}

/** @param {string} path */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Whether node_modules is missing or older than the lock file; npm writes `.package-lock.json` last. */
function modulesAreStale() {
  const installed = modified(join(root, 'node_modules', '.package-lock.json'));
  return installed < modified(join(root, 'package-lock.json'));
}

/**
 * Installs what the lock file names, where that has not been done.
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
export async function ensureModules() {
  if (!modulesAreStale()) return { ok: true, note: 'up to date' };
  // Nothing here needs an install script: every native part comes prebuilt in its package.
  return npm(['ci', '--ignore-scripts', '--no-progress']);
}

/**
 * The script of a development dependency's program, to be run by Node itself: `.bin` holds shell scripts on Windows.
 * @param {string} packageName
 * @param {string} [program] the last part of the package's name when it is not given
 */
export function programOf(packageName, program = packageName.replace(/^.*\//, '')) {
  const folder = join(root, 'node_modules', packageName);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) throw new Error(`${packageName} is not installed: run npm ci`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[program]);
}
