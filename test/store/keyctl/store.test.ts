import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Foreign } from '../../../src/platform/foreign.ts';
import { openForeign } from '../../../src/platform/node/foreign.ts';
import { createKeyctlStore } from '../../../src/store/keyctl/store.ts';

const clock = { now: () => Date.now() };

function store() {
  return createKeyctlStore({
    platform: 'linux',
    clock,
    foreign: () => openForeign(resolve('dist/program.cjs')),
  });
}

/** Whether this kernel lets us keep a key. */
const works =
  process.platform === 'linux' && spawnSync('keyctl', ['session', '-', 'keyctl', 'show', '@u']).status === 0;

describe.skipIf(!works)(works ? 'the kernel keyring' : 'skipped: no kernel keyring', () => {
  // Keys of the tests live no longer than this, whatever happens.
  const soon = () => clock.now() + 20_000;
  let key: string;

  beforeEach(() => {
    key = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  });

  afterEach(async () => {
    await store().remove(key);
  });

  test('what is written is read, listed and removed', async () => {
    expect(await store().read(key)).toBeUndefined();
    await store().write(key, 'one', soon());
    await store().write(key, 'zwei \u00fc\n', soon());
    expect(await store().read(key)).toBe('zwei \u00fc\n');
    expect(await store().list()).toContainEqual({ key, value: 'zwei \u00fc\n' });
    await store().remove(key);
    await store().remove(key);
    expect(await store().read(key)).toBeUndefined();
    expect((await store().list()).filter((entry) => entry.key === key)).toEqual([]);
  });

  test('keyctl(1) made a key as it was made before: it is found, whole', async () => {
    const script = `id=$(keyctl padd user "$1" @s) && keyctl timeout "$id" 20 && keyctl setperm "$id" 0x3f3f0000 &&
      keyctl link "$id" @u`;
    const made = spawnSync('keyctl', ['session', '-', 'sh', '-c', script, 'sh', `mfa-exec:${key}`], {
      input: 'one',
    });
    expect(made.status).toBe(0);
    expect(await store().read(key)).toBe('one');
  });

  test('what is written looks to keyctl(1) as it did before', async () => {
    await store().write(key, 'one', soon());
    const keyctl = (...args: string[]) => execFileSync('keyctl', args, { encoding: 'utf8' }).trim();
    const id = keyctl('search', '@u', 'user', `mfa-exec:${key}`);
    expect(keyctl('pipe', id)).toBe('one');
    expect(keyctl('rdescribe', id)).toMatch(new RegExp(`^user;\\d+;\\d+;3f3f0000;mfa-exec:${key}$`));
    expect(readFileSync('/proc/keys', 'utf8')).toMatch(
      new RegExp(`(?:1[5-9]|20)s 3f3f0000 .*mfa-exec:${key}:`),
    );
  });

  test('a process whose session keyring leads nowhere reads and replaces it', async () => {
    await store().write(key, 'one', soon());
    const id = execFileSync('keyctl', ['search', '@u', 'user', `mfa-exec:${key}`], {
      encoding: 'utf8',
    }).trim();
    const read = spawnSync('keyctl', ['session', '-', 'keyctl', 'pipe', id], { encoding: 'utf8' });
    expect(read.stdout).toBe('one');
    const gone = spawnSync('keyctl', ['session', '-', 'keyctl', 'unlink', id, '@u']);
    expect(gone.status).toBe(0);
    expect(await store().read(key)).toBeUndefined();
  });

  test('what is removed is gone from every keyring that it was linked into', async () => {
    const script = `id=$(keyctl add user "$1" one @s) && keyctl timeout "$id" 20 && keyctl setperm "$id" 0x3f3f0000 &&
      keyctl link "$id" @u && echo linked && read -r _ && ! keyctl search @s user "$1"`;
    const holder = spawn('keyctl', ['session', '-', 'sh', '-c', script, 'sh', `mfa-exec:${key}`]);
    for await (const shown of createInterface(holder.stdout)) if (shown === 'linked') break;
    await store().remove(key);
    holder.stdin.end('\n');
    expect(await once(holder, 'exit')).toEqual([0, null]);
  });

  test('the kernel forgets it when it expires', async () => {
    await store().write(key, 'one', clock.now() + 3000);
    expect(await store().read(key)).toBe('one');
    await expect.poll(() => store().read(key), { timeout: 15_000 }).toBeUndefined();
    expect((await store().list()).filter((entry) => entry.key === key)).toEqual([]);
  });

  test('a long session fits, one that is too long is refused', async () => {
    await store().write(key, 'x'.repeat(8000), soon());
    expect(await store().read(key)).toHaveLength(8000);
    await expect(store().write(key, 'x'.repeat(40_000), soon())).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
  });

  test('a check leaves nothing behind', async () => {
    await store().check?.();
    expect(await store().read('probe')).toBeUndefined();
  });
});

test('other systems have none', async () => {
  const elsewhere = createKeyctlStore({ platform: 'darwin', clock, foreign: () => undefined });
  await expect(elsewhere.read('k')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

describe('what the kernel says', () => {
  /** Answers every system call alike; `errno` where it fails. */
  const kernel = (result: number, errno = 0): Foreign => ({
    bind: (signatures) => {
      const entries = Object.keys(signatures).map((name) => [name, () => result]);
      return Object.fromEntries(entries) as ReturnType<Foreign['bind']>;
    },
    address: () => 0n,
    errno: () => errno,
  });
  const on = (foreign: Foreign | undefined) =>
    createKeyctlStore({ platform: 'linux', clock, foreign: () => foreign });
  const { EPERM, ENOSYS, EDQUOT, EACCES, EINVAL, EIO } = constants.errno;

  test.each([
    ['EPERM', EPERM, 'STORE_UNAVAILABLE', /does not allow/],
    ['ENOSYS', ENOSYS, 'STORE_UNAVAILABLE', /does not allow/],
    ['EDQUOT', EDQUOT, 'STORE_FAILED', /is full/],
    ['EACCES', EACCES, 'STORE_FAILED', /denied/],
    ['EINVAL', EINVAL, 'STORE_FAILED', /too long/],
    ['EIO', EIO, 'STORE_FAILED', /failed \(EIO\)$/],
  ])('%s', async (_name, errno, code, message) => {
    const refused = {
      code,
      message: expect.stringMatching(message),
      hint: expect.stringContaining('--store file'),
    };
    await expect(on(kernel(-1, errno)).read('k')).rejects.toMatchObject(refused);
    await expect(on(kernel(-1, errno)).write('k', 'v', 1)).rejects.toMatchObject(refused);
  });

  test.each([
    ['ENOKEY', 126],
    ['EKEYEXPIRED', 127],
    ['EKEYREVOKED', 128],
    ['EKEYREJECTED', 129],
  ])('%s: a miss', async (_name, errno) => {
    expect(await on(kernel(-1, errno)).read('k')).toBeUndefined();
  });

  test('nothing, for libc cannot be called', async () => {
    await expect(on(undefined).read('k')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('koffi'),
    });
  });
});
