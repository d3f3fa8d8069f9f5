import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileStoreDir } from '../../../src/store/file/folder.ts';
import { createFileStore, type FileStoreOptions } from '../../../src/store/file/store.ts';

const posix = process.platform !== 'win32';
const uid = process.getuid?.() ?? 0;
const HOUR = 3_600_000;
/** Keys of three sessions. */
const [A, B, C] = ['a', 'b', 'c'].map((digit) => `session-${digit.repeat(32)}`) as [string, string, string];

let home: string;
let dir: string;
let now: number;
let debugged: string[];
let warned: string[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mx-file-'));
  dir = join(home, 'mfa-exec');
  now = Date.UTC(2024, 0, 1);
  debugged = [];
  warned = [];
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function store(changes: Partial<FileStoreOptions> = {}) {
  return createFileStore({
    dir,
    uid,
    platform: process.platform,
    clock: { now: () => now },
    reporter: { debug: (line) => void debugged.push(line), warn: (line) => void warned.push(line) },
    ...changes,
  });
}

function onlyFile(): string {
  const [name, ...others] = readdirSync(dir);
  expect(others).toEqual([]);
  return join(dir, String(name));
}

describe('a file for each key', () => {
  test('what is written is read, listed and removed', async () => {
    await store().write(A, 'one', now + HOUR);
    await store().write(B, 'two', now + HOUR);
    await store().write(A, 'three', now + HOUR);
    expect(await store().read(A)).toBe('three');
    const listed = await store().list();
    expect(listed.sort((a, b) => a.key.localeCompare(b.key))).toEqual([
      { key: A, value: 'three' },
      { key: B, value: 'two' },
    ]);
    await store().remove(A);
    await store().remove(A);
    expect(await store().read(A)).toBeUndefined();
    expect(readdirSync(dir)).toHaveLength(1);
  });

  test('without a folder there is nothing, and looking makes none', async () => {
    expect(await store().read(A)).toBeUndefined();
    expect(await store().list()).toEqual([]);
    await store().remove(A);
    expect(existsSync(dir)).toBe(false);
  });

  test.skipIf(!posix)('nobody else can read it, whatever the umask', async () => {
    const umask = process.umask(0o777);
    try {
      await store().write(A, 'one', now + HOUR);
      process.umask(0);
      await store().write(A, 'two', now + HOUR);
    } finally {
      process.umask(umask);
    }
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(onlyFile()).mode & 0o777).toBe(0o600);
  });

  test('writing sweeps what has expired and what killed writers left', async () => {
    await store().write(A, 'one', now + HOUR);
    await store({ passphrase: 'words' }).write(B, 'two', now + HOUR);
    const abandoned = join(dir, '.session-0.json.0123456789ab.tmp');
    writeFileSync(abandoned, '', { mode: 0o600 });
    utimesSync(abandoned, now / 1000, now / 1000);
    writeFileSync(join(dir, 'another'), '');
    now += HOUR;
    await store().write(C, 'three', now + HOUR);
    expect(await store().list()).toEqual([{ key: C, value: 'three' }]);
    expect(readdirSync(dir)).toHaveLength(2);
  });

  test('clearing leaves nothing of ours, whatever it is, and all of others', async () => {
    expect(await store().clear?.()).toBe(0);
    await store().write(A, 'one', now + HOUR);
    await store({ passphrase: 'words' }).write(B, 'two', now + HOUR);
    writeFileSync(join(dir, `session-${'0'.repeat(32)}.json`), 'damaged', { mode: 0o644 });
    // Windows lets not everybody make links.
    if (posix) symlinkSync('/etc/passwd', join(dir, `session-${'1'.repeat(32)}.json`));
    writeFileSync(join(dir, '.session-0.json.0123456789ab.tmp'), '');
    writeFileSync(join(dir, 'another'), '');
    expect(await store().clear?.()).toBe(posix ? 4 : 3);
    expect(readdirSync(dir)).toEqual(['another']);
  });

  test('a reader finds one session or another, never a part', async () => {
    const values = Array.from({ length: 20 }, (_, index) => String(index).repeat(5000));
    await store().write(A, values[0] ?? '', now + HOUR);
    const reads: Promise<string | undefined>[] = [];
    const writes = values.map((value) => {
      reads.push(store().read(A));
      return store().write(A, value, now + HOUR);
    });
    await Promise.all(writes);
    for (const read of await Promise.all(reads)) expect(values).toContain(read);
    expect(values).toContain(await store().read(A));
    expect(readdirSync(dir)).toHaveLength(1);
  });

  test.each(['', 'not JSON', '{"version":2}', `{"version":1,"key":"${A}"}`, '[]', 'null'])(
    '%j is a miss and gets replaced',
    async (text) => {
      await store().write(A, 'one', now + HOUR);
      writeFileSync(onlyFile(), text);
      expect(await store().read(A)).toBeUndefined();
      expect(debugged).toEqual([expect.stringContaining('ignored')]);
      expect(await store().list()).toEqual([]);
      await store().write(A, 'two', now + HOUR);
      expect(await store().read(A)).toBe('two');
    },
  );

  test('an entry under the name of another key is a miss', async () => {
    await store().write(A, 'one', now + HOUR);
    const path = onlyFile();
    writeFileSync(path, readFileSync(path, 'utf8').replace(A, B));
    expect(await store().read(A)).toBeUndefined();
  });
});

describe('with a passphrase', () => {
  test('nothing is in clear but the key and the expiry', async () => {
    await store({ passphrase: 'correct horse' }).write(A, 'the-value', now + HOUR);
    const text = readFileSync(onlyFile(), 'utf8');
    expect(text).not.toContain('the-value');
    expect(text).not.toContain('correct horse');
    expect(JSON.parse(text)).toMatchObject({ version: 1, key: A, expiresAt: now + HOUR });
    expect(await store({ passphrase: 'correct horse' }).read(A)).toBe('the-value');
  });

  test('another one: a miss, but it can be listed, replaced and removed', async () => {
    await store({ passphrase: 'right' }).write(A, 'the-value', now + HOUR);
    const other = store({ passphrase: 'wrong' });
    expect(await other.read(A)).toBeUndefined();
    expect(warned).toEqual([expect.stringContaining('MFA_EXEC_PASSPHRASE')]);
    expect(await other.list()).toEqual([{ key: A, value: '' }]);
    await other.write(A, 'another', now + HOUR);
    expect(await other.read(A)).toBe('another');
    await other.remove(A);
    expect(readdirSync(dir)).toEqual([]);
  });

  test.each([
    ['none', undefined],
    ['an empty one', ''],
  ])('%s: neither read nor replaced in clear, but it can be listed and removed', async (_, passphrase) => {
    await store({ passphrase: 'right' }).write(A, 'the-value', now + HOUR);
    const sealed = readFileSync(onlyFile(), 'utf8');
    const without = store({ passphrase });
    const refusal = {
      code: 'STORE_FAILED',
      message: expect.stringContaining('MFA_EXEC_PASSPHRASE is not set'),
    };
    await expect(without.read(A)).rejects.toMatchObject(refusal);
    await expect(without.write(A, 'in clear', now + HOUR)).rejects.toMatchObject(refusal);
    expect(readFileSync(onlyFile(), 'utf8')).toBe(sealed);
    expect(await without.list()).toEqual([{ key: A, value: '' }]);
    expect(warned).toEqual([expect.stringContaining('MFA_EXEC_PASSPHRASE is not set')]);
    await without.remove(A);
    expect(readdirSync(dir)).toEqual([]);
  });

  test.each([
    ['a changed expiry', { expiresAt: Date.UTC(2030, 0, 1) }],
    ['a shorter tag', { sealed: { tag: 'AAAA' } }],
    ['a cost beyond reason', { sealed: { logN: 40 } }],
    ['another salt', { sealed: { salt: 'AAAAAAAAAAAAAAAAAAAAAA==' } }],
    ['no IV', { sealed: { iv: '' } }],
  ])('%s: a miss', async (_, changes) => {
    await store({ passphrase: 'right' }).write(A, 'the-value', now + HOUR);
    const path = onlyFile();
    const entry = JSON.parse(readFileSync(path, 'utf8'));
    const sealed = { ...entry.sealed, ...('sealed' in changes ? changes.sealed : {}) };
    writeFileSync(path, JSON.stringify({ ...entry, ...changes, sealed }));
    expect(await store({ passphrase: 'right' }).read(A)).toBeUndefined();
  });

  test('an entry in clear is read and does not stay so', async () => {
    await store().write(A, 'the-value', now + HOUR);
    expect(await store({ passphrase: 'right' }).read(A)).toBe('the-value');
    expect(readFileSync(onlyFile(), 'utf8')).not.toContain('the-value');
    expect(await store({ passphrase: 'right' }).read(A)).toBe('the-value');
  });

  test('an accent may be composed either way', async () => {
    await store({ passphrase: 'caf\u00e9' }).write(A, 'v', now + HOUR);
    expect(await store({ passphrase: 'cafe\u0301' }).read(A)).toBe('v');
  });
});

describe.skipIf(!posix)('what is not ours alone is refused', () => {
  const calls = [
    ['read', () => store().read(A)],
    ['write', () => store().write(A, 'two', now + HOUR)],
    ['remove', () => store().remove(A)],
    ['list', () => store().list()],
    ['check', () => store().check?.()],
  ] as const;

  describe.each(calls)('%s', (_, call) => {
    test('a folder that is a link', async () => {
      mkdirSync(join(home, 'elsewhere'), { mode: 0o700 });
      symlinkSync('elsewhere', dir);
      await expect(call()).rejects.toMatchObject({
        code: 'STORE_FAILED',
        message: `${dir} is a link, not a folder`,
        hint: `rm ${dir}`,
      });
      expect(readdirSync(join(home, 'elsewhere'))).toEqual([]);
    });

    test('a link that leads nowhere', async () => {
      symlinkSync('nowhere', dir);
      await expect(call()).rejects.toMatchObject({
        code: 'STORE_FAILED',
        message: `${dir} is a link, not a folder`,
      });
      expect(existsSync(join(home, 'nowhere'))).toBe(false);
    });

    test('a folder that is open to others', async () => {
      mkdirSync(dir);
      chmodSync(dir, 0o750);
      await expect(call()).rejects.toMatchObject({
        code: 'STORE_FAILED',
        message: `${dir} is open to other users (mode 750)`,
        hint: `chmod 700 ${dir}`,
      });
    });

    test('a file in place of the folder', async () => {
      writeFileSync(dir, '');
      await expect(call()).rejects.toMatchObject({ code: 'STORE_FAILED', message: `${dir} is not a folder` });
    });
  });

  test("someone else's folder", async () => {
    mkdirSync(dir, { mode: 0o700 });
    await expect(store({ uid: uid + 1 }).read(A)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: `${dir} belongs to user ${uid}, not to you (${uid + 1})`,
    });
  });

  test('a file that is a link', async () => {
    await store().write(A, 'one', now + HOUR);
    const path = onlyFile();
    writeFileSync(join(home, 'elsewhere'), readFileSync(path), { mode: 0o600 });
    rmSync(path);
    symlinkSync(join(home, 'elsewhere'), path);
    const failure = { code: 'STORE_FAILED', message: `${path} is a link, not a file`, hint: `rm ${path}` };
    await expect(store().read(A)).rejects.toMatchObject(failure);
    await store().write(A, 'two', now + HOUR);
    expect(readFileSync(join(home, 'elsewhere'), 'utf8')).toContain('one');
    expect(await store().read(A)).toBe('two');
  });

  test('a file that is open to others', async () => {
    await store().write(A, 'one', now + HOUR);
    const path = onlyFile();
    chmodSync(path, 0o644);
    const failure = { code: 'STORE_FAILED', hint: `chmod 600 ${path}` };
    await expect(store().read(A)).rejects.toMatchObject(failure);
  });

  test('a folder in place of a file', async () => {
    await store().write(A, 'one', now + HOUR);
    const path = onlyFile();
    rmSync(path);
    mkdirSync(path);
    await expect(store().read(A)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await expect(store().write(A, 'two', now + HOUR)).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
    expect(readdirSync(dir)).toHaveLength(1);
  });
});

describe('where', () => {
  test.each([
    ['linux', { HOME: '/home/me' }, '/home/me/.cache/mfa-exec'],
    ['linux', { HOME: '/home/me', XDG_CACHE_HOME: '/cache' }, '/cache/mfa-exec'],
    ['linux', { HOME: '/home/me', XDG_CACHE_HOME: 'relative' }, '/home/me/.cache/mfa-exec'],
    ['linux', { HOME: '/home/me', XDG_RUNTIME_DIR: 'relative' }, '/home/me/.cache/mfa-exec'],
    ['linux', { HOME: 'relative' }, `/tmp/mfa-exec-${uid}`],
    ['darwin', { HOME: '/Users/me' }, '/Users/me/Library/Caches/mfa-exec'],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local' }, 'C:\\Users\\me\\AppData\\Local\\mfa-exec'],
    ['win32', { USERPROFILE: 'C:\\Users\\me' }, 'C:\\Users\\me\\AppData\\Local\\mfa-exec'],
  ] as const)('%s %j', (platform, env, expected) => {
    expect(fileStoreDir(env, platform, uid)).toBe(expected);
  });

  test.skipIf(!posix)("the runtime folder, unless it is someone else's", () => {
    const env = { HOME: '/home/me', XDG_RUNTIME_DIR: home };
    expect(fileStoreDir(env, 'linux', uid)).toBe(dir);
    expect(fileStoreDir(env, 'linux', uid + 1)).toBe('/home/me/.cache/mfa-exec');
  });

  // Only root can have another's home.
  if (uid === 0) {
    test("not in another's home, whose owner could not use what root leaves there", () => {
      chownSync(home, 54_321, 54_321);
      expect(fileStoreDir({ HOME: home }, 'linux', 0)).toBe('/tmp/mfa-exec-0');
      expect(fileStoreDir({ HOME: home }, 'linux', 54_321)).toBe(join(home, '.cache', 'mfa-exec'));
    });
  }
});

test.each([0o640, 0o604])('an encrypted entry of mode %o is not replaced in clear', async (mode) => {
  await store({ passphrase: 'right' }).write(A, 'the-value', now + HOUR);
  chmodSync(onlyFile(), mode);
  const before = readFileSync(onlyFile(), 'utf8');
  await expect(store().write(A, 'in clear', now + HOUR)).rejects.toMatchObject({
    code: 'STORE_FAILED',
  });
  expect(readFileSync(onlyFile(), 'utf8')).toBe(before);
});

test('an encrypted entry that was cut short anywhere is not replaced in clear', async () => {
  await store({ passphrase: 'right' }).write(A, 'the-value', now + HOUR);
  const whole = readFileSync(onlyFile(), 'utf8');
  for (let length = whole.indexOf('"sealed"') + 8; length < whole.length; length += 7) {
    writeFileSync(onlyFile(), whole.slice(0, length));
    await expect(store().write(A, 'in clear', now + HOUR)).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
  }
});

test('without the passphrase of the outer call nothing is written, and what is encrypted is a miss', async () => {
  await store({ passphrase: 'right' }).write(A, 'the-value', now + HOUR);
  const nested = store({ isSealed: true });
  expect(await nested.read(A)).toBeUndefined();
  for (const key of [A, B]) {
    await expect(nested.write(key, 'in clear', now + HOUR)).rejects.toMatchObject({ code: 'STORE_SEALED' });
  }
  expect(await store({ passphrase: 'right', isSealed: true }).read(A)).toBe('the-value');
});
