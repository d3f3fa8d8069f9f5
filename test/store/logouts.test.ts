/** The notes of logouts, as processes with different environments find them. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Env } from '../../src/base/ports.ts';
import { commonPlaces } from '../../src/store/common-places.ts';
import { createStores } from '../../src/store/create.ts';
import { fileStoreDirs } from '../../src/store/file/folder.ts';

const uid = process.getuid?.() ?? 0;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-logouts-'));
  for (const name of ['home', 'run', 'tmp']) mkdirSync(join(folder, name), { mode: 0o700 });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const logouts = (env: Env = {}) =>
  createStores({
    env: { HOME: join(folder, 'home'), ...env },
    clock: { now: () => 0 },
    platform: 'linux',
    uid,
    programFile: '',
  }).logouts;

const ENVS: readonly (readonly [string, () => Env])[] = [
  ['a bare one', () => ({})],
  ['one with a runtime folder', () => ({ XDG_RUNTIME_DIR: join(folder, 'run') })],
  ['one with another cache folder', () => ({ XDG_CACHE_HOME: join(folder, 'cache') })],
];

describe.each(ENVS)('a log-in in an environment, %s,', (_one, env) => {
  test.each(ENVS)('hears of a logout in another, %s', async (_other, other) => {
    const watching = logouts(env());
    const before = watching.last('session-a');
    expect(watching.last('session-a')).toBe(before);
    await logouts(other()).tell('session-b');
    expect(watching.last('session-a')).toBe(before);
    await logouts(other()).tell('session-a');
    const after = watching.last('session-a');
    expect(after).not.toBe(before);
    await logouts(other()).tell();
    expect(watching.last('session-a')).not.toBe(after);
  });
});

test('a folder that others could have written is not believed, and none is made for a log-in', async () => {
  const before = logouts().last('session-a');
  expect(existsSync(join(folder, 'home', '.cache'))).toBe(false);
  await logouts().tell();
  chmodSync(join(folder, 'home', '.cache', 'mfa-exec'), 0o777);
  expect(logouts().last('session-a')).toBe(before);
});

test('where nothing can be written nobody is told, and nothing fails', async () => {
  await logouts({ HOME: '/proc/nowhere' }).tell();
  await logouts().tell('../../outside');
  expect(existsSync(join(folder, 'outside'))).toBe(false);
});

describe('every folder in which a session may be', () => {
  const all = (env: Env, places = { runtime: join(folder, 'run'), temporary: join(folder, 'tmp') }) =>
    fileStoreDirs({ HOME: join(folder, 'home'), ...env }, 'linux', uid, places).map((dir) =>
      dir.slice(folder.length + 1),
    );

  test('has the usual runtime folder and the temporary one, where they are there', () => {
    expect(all({})).toEqual(['home/.cache/mfa-exec', 'tmp']);
    mkdirSync(join(folder, 'run', 'mfa-exec'));
    mkdirSync(join(folder, 'x'));
    expect(all({ XDG_RUNTIME_DIR: join(folder, 'x') })).toEqual(['x/mfa-exec', 'run/mfa-exec', 'tmp']);
    expect(all({ XDG_RUNTIME_DIR: join(folder, 'run') })).toEqual(['run/mfa-exec', 'tmp']);
  });

  test("has none of another user's", () => {
    mkdirSync(join(folder, 'run', 'mfa-exec'));
    const places = { runtime: join(folder, 'run'), temporary: join(folder, 'tmp') };
    expect(fileStoreDirs({ HOME: join(folder, 'home') }, 'linux', uid + 1, places)).toHaveLength(1);
  });

  test.each([
    ['the own home', '/home/me', '/home/me', true],
    ['no home', undefined, '/home/me', true],
    ['a user who is in no list', '/home/me', undefined, true],
    ['a home of a sandbox', '/tmp/sandbox', '/home/me', false],
    ['the own home by another name', '/proc/self/root', '/', true],
  ])('with %s: the places of the system are searched: %s', (_what, HOME, own, are) => {
    const places = commonPlaces({ HOME }, 1000, () => own);
    expect(places).toEqual(are ? { runtime: '/run/user/1000', temporary: '/tmp/mfa-exec-1000' } : {});
  });
});
