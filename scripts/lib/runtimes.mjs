// The runtime inside the executable: Bun, pinned by version and content, from the npm registry when it is needed. It is
// no dependency: `npm ci` would fetch 40 MB for who wants the npm package only.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './npm.mjs';
import { run } from './step.mjs';

export const RUNTIME = { name: 'Bun', version: '1.4.5' };

/**
 * @typedef {object} System what an executable is for
 * @property {string} package of the runtime, in npm
 * @property {string} integrity of that package, as `npm view PACKAGE dist.integrity` shows it
 * @property {string} target as the compiler names it
 * @property {string} addon folder of keytar's build for it
 */

/** @type {Readonly<Record<string, System>>} */
export const SYSTEMS = {
  'linux-x64': {
    package: '@oven/bun-linux-x64',
    integrity:
      'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
    target: 'bun-linux-x64',
    addon: 'linux-x64',
  },
  'linux-arm64': {
    package: '@oven/bun-linux-aarch64',
    integrity:
      'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
    target: 'bun-linux-arm64',
    addon: 'linux-arm64',
  },
  'linux-x64-musl': {
    package: '@oven/bun-linux-x64-musl',
    integrity:
      'sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==',
    target: 'bun-linux-x64-musl',
    addon: 'linuxmusl-x64',
  },
  'linux-arm64-musl': {
    package: '@oven/bun-linux-aarch64-musl',
    integrity:
      'sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==',
    target: 'bun-linux-arm64-musl',
    addon: 'linuxmusl-arm64',
  },
  'darwin-arm64': {
    package: '@oven/bun-darwin-aarch64',
    integrity:
      'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
    target: 'bun-darwin-arm64',
    addon: 'darwin-arm64',
  },
  'darwin-x64': {
    package: '@oven/bun-darwin-x64',
    integrity:
      'sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==',
    target: 'bun-darwin-x64',
    addon: 'darwin-x64',
  },
  'windows-x64': {
    package: '@oven/bun-windows-x64',
    integrity:
      'sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==',
    target: 'bun-windows-x64',
    addon: 'win32-x64',
  },
};

/** The system that this script runs on, as a name in `SYSTEMS` where it is one of them. */
export function ownSystem() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  const isMusl = process.platform === 'linux' && header.glibcVersionRuntime === undefined;
  return `${platform}-${process.arch}${isMusl ? '-musl' : ''}`;
}

/**
 * Where the executable for a system is built: the one for this machine has no folder of its own.
 * @param {string} system
 */
export function executablePath(system) {
  const folder = join(root, 'build', 'executable');
  const name = system.startsWith('windows') ? 'mfa-exec.exe' : 'mfa-exec';
  return system === ownSystem() ? join(folder, name) : join(folder, system, name);
}

/** @param {string} system */
export function runtimePath(system) {
  const file = system.startsWith('windows') ? 'bun.exe' : 'bun';
  return join(root, 'node_modules', '.cache', 'runtimes', RUNTIME.version, system, 'package', 'bin', file);
}

/**
 * Fetches the runtime for a system where the cache has none, and checks that it is the pinned one.
 * @param {string} system
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
export async function installRuntime(system) {
  const path = runtimePath(system);
  if (existsSync(path)) return { ok: true };
  const { package: name, integrity } = systemNamed(system);
  const home = join(path, '..', '..', '..');
  mkdirSync(join(home, '..'), { recursive: true });
  const folder = mkdtempSync(join(home, '..', 'new-'));
  try {
    const pack = ['pack', '--silent', '--pack-destination', folder, `${name}@${RUNTIME.version}`];
    const packed = await npm(pack, { cwd: folder });
    if (!packed.ok) return packed;
    const archive = join(folder, packed.output.trim().split('\n').at(-1) ?? '');
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (found !== integrity)
      return { ok: false, output: `${name}@${RUNTIME.version} is ${found}, not ${integrity}\n` };
    const unpacked = await run('tar', ['-xzf', archive, '-C', folder]);
    if (!unpacked.ok) return unpacked;
    rmSync(archive);
    rmSync(home, { recursive: true, force: true });
    renameSync(folder, home);
    return { ok: true };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @returns {System}
 */
export function systemNamed(name) {
  const system = SYSTEMS[name];
  if (system === undefined)
    throw new Error(`no executable for ${name}: there are ${Object.keys(SYSTEMS).join(', ')}`);
  return system;
}
