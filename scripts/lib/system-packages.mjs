// The Debian packages that the tests use, and how the missing ones get onto the machine.
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './step.mjs';

/** @typedef {{ name: string, reason: string, unless?: string }} SystemPackage `unless`: a command that makes it superfluous. */

/** @type {SystemPackage[]} */
const needed = JSON.parse(readFileSync(new URL('system-packages.json', import.meta.url), 'utf8'));

/**
 * @param {string} command
 * @returns {boolean} whether `command` is on the PATH
 */
function onPath(command) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

/** @returns {Promise<string[]>} names of the packages that dpkg does not have */
async function missing() {
  const wanted = needed.filter(({ unless }) => unless === undefined || !onPath(unless));
  const names = wanted.map(({ name }) => name);
  // It fails for a name that it does not know, and still shows the others.
  const { output } = await run('dpkg-query', ['--status', ...names]);
  const entries = output.matchAll(/^Package: (\S+)\nStatus: \S+ \S+ installed$/gm);
  const installed = new Set([...entries].map(([, name]) => name));
  return names.filter((name) => !installed.has(name));
}

/** @param {readonly string[]} args */
function apt(args) {
  const isRoot = process.getuid?.() === 0;
  const command = [
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-qq',
    '-o',
    'Dpkg::Use-Pty=0',
    // Another apt-get may be at work.
    '-o',
    'DPkg::Lock::Timeout=600',
    ...args,
  ];
  const [file = '', ...rest] = isRoot ? command : ['sudo', '-n', ...command];
  return run(file, rest);
}

/**
 * Installs the packages that are missing, on Debian and Ubuntu as root or through a sudo that asks nothing. On
 * other systems nothing is installed: the tests that need one of them say so.
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
export async function ensureSystemPackages() {
  if (process.platform !== 'linux') return { ok: true, note: `nothing to install on ${process.platform}` };
  if (!onPath('dpkg-query')) return { ok: true, note: 'no dpkg: nothing installed' };
  const names = await missing();
  if (names.length === 0) return { ok: true, note: 'up to date' };

  // A list that cannot be refreshed may still name what is needed.
  const update = await apt(['update']);
  const install = await apt(['install', '--yes', '--no-install-recommends', ...names]);
  if (install.ok) return { ok: true, note: `installed ${names.join(' ')}` };
  const output = `${update.ok ? '' : update.output}${install.output}missing: apt-get install ${names.join(' ')}\n`;
  return { ok: false, output };
}
