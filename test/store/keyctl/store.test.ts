import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Env } from '../../../src/base/ports.ts';
import { createKeyctlStore } from '../../../src/store/keyctl/store.ts';

const clock = { now: () => Date.now() };

function store(env: Env = process.env, timeoutMs = 2000) {
  return createKeyctlStore({ platform: 'linux', env, clock, timeoutMs });
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
    const listed = () => readFileSync('/proc/keys', 'utf8');
    const listing = createKeyctlStore({ platform: 'linux', env: process.env, clock, listed });
    expect(await listing.read(key)).toBe('zwei \u00fc\n');
    expect(await store().list()).toContainEqual({ key, value: 'zwei \u00fc\n' });
    await store().remove(key);
    await store().remove(key);
    expect(await store().read(key)).toBeUndefined();
    expect((await store().list()).filter((entry) => entry.key === key)).toEqual([]);
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
  const elsewhere = createKeyctlStore({ platform: 'darwin', env: process.env, clock });
  await expect(elsewhere.read('k')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

describe.skipIf(process.platform === 'win32')('what keyctl says', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mx-keyctl-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function fake(script: string): Env {
    writeFileSync(join(folder, 'keyctl'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'keyctl'), 0o755);
    return { PATH: `${folder}:/usr/bin:/bin` };
  }

  test('nothing, for it is not there', async () => {
    await expect(store({ PATH: folder }).read('k')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'no kernel keyring: keyctl is not installed',
      hint: expect.stringContaining('apt-get install keyutils'),
    });
  });

  test('nothing, in time', async () => {
    await expect(store(fake('exec sleep 60'), 100).read('k')).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: 'keyctl did not end within 0.1 s',
    });
  });

  test.each([
    ['keyctl_search: Operation not permitted', 'STORE_UNAVAILABLE', /does not allow/],
    ['keyctl_search: Function not implemented', 'STORE_UNAVAILABLE', /does not allow/],
    ['add_key: Disk quota exceeded', 'STORE_FAILED', /is full/],
    ['keyctl_read_alloc: Permission denied', 'STORE_FAILED', /denied/],
    ['keyctl_search: Something new', 'STORE_FAILED', /failed: keyctl_search: Something new$/],
  ])('%s', async (words, code, message) => {
    await expect(store(fake(`echo "${words}" >&2; exit 1`)).read('k')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringContaining('--store file'),
    });
  });

  test.each(['Required key not available', 'Key has expired', 'Key has been revoked'])(
    '%s: a miss',
    async (words) => {
      expect(await store(fake(`echo "keyctl_search: ${words}" >&2; exit 1`)).read('k')).toBeUndefined();
    },
  );

  test('the secret is in no argument', async () => {
    const env = fake(`echo "$@" >> ${folder}/args; cat > ${folder}/stdin`);
    await store(env).write('session-1', 'the-value', clock.now() + 5000);
    const said = execFileSync('cat', [`${folder}/args`], { encoding: 'utf8' });
    expect(said).toContain('mfa-exec:session-1 5');
    expect(said).not.toContain('the-value');
    expect(execFileSync('cat', [`${folder}/stdin`], { encoding: 'utf8' })).toBe('the-value');
  });
});

test('keyctl is not run for a key that the kernel does not list', async () => {
  const nowhere = { PATH: '/nonexistent' };
  const listed = () => '1304bbca I--Q---     1 perm 3f3f0000     0     0 user      mfa-exec:there: 4\n';
  const listing = createKeyctlStore({ platform: 'linux', env: nowhere, clock, listed });
  expect(await listing.read('elsewhere')).toBeUndefined();
  await listing.remove('elsewhere');
  await expect(listing.read('there')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
