import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import type { Env } from '../../../src/base/ports.ts';

/** What programs need to start at all; Windows fails in odd ways without its own. */
const KEPT = [
  'PATH',
  'PATHEXT',
  'SYSTEMROOT',
  'COMSPEC',
  'WINDIR',
  'PROGRAMFILES',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
];

/**
 * The PATH, with the folder first where the `aws` lies that a version manager (pyenv, asdf, mise) puts a script in
 * front of: together they take twice as long to start.
 */
const path = (() => {
  const PATH = process.env['PATH'] ?? '';
  const shims = PATH.split(delimiter).find((folder) => existsSync(join(folder, 'aws')));
  if (shims === undefined || basename(shims) !== 'shims') return PATH;
  const manager = basename(dirname(shims)).replace(/^\./, '');
  const { stdout } = spawnSync(manager, ['which', 'aws'], { encoding: 'utf8' });
  return stdout?.startsWith('/') ? [dirname(stdout), PATH].join(delimiter) : PATH;
})();

/**
 * An environment with nothing of the machine but its PATH: no AWS settings, proxies, certificates or session bus.
 * `home` is an existing folder of the test's own; temporary files go there too.
 */
export function minimalEnv(home: string): Record<string, string> {
  const env: Record<string, string> = { HOME: home, LANG: 'C.UTF-8', TZ: 'UTC' };
  for (const [given, value] of Object.entries(process.env)) {
    // Windows has `Path`, which a test that sets PATH would not replace but contradict.
    const name = process.platform === 'win32' ? given.toUpperCase() : given;
    if (value !== undefined && KEPT.includes(name)) env[name] = name === 'PATH' ? path : value;
  }
  if (process.platform === 'win32') {
    Object.assign(env, { USERPROFILE: home, APPDATA: home, LOCALAPPDATA: home, TEMP: home, TMP: home });
  }
  return env;
}

/** `changes` laid over `env`; `undefined` removes a variable. */
export function withEnv(env: Env, changes: Env): Record<string, string> {
  const merged = Object.entries({ ...env, ...changes });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
