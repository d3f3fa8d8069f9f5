import { beforeEach, describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { SessionStore } from '../../src/base/ports.ts';
import type { StoreName } from '../../src/base/store-names.ts';
import { createAutoStore } from '../../src/store/auto.ts';

const missing = new MfaExecError('STORE_UNAVAILABLE', 'no keychain: none', { hint: 'install one' });
const locked = new MfaExecError('STORE_FAILED', 'the keychain is locked', { hint: 'unlock it' });

let lines: string[];

beforeEach(() => {
  lines = [];
});

interface Fake extends SessionStore {
  readonly entries: Map<string, string>;
  failure: Error | undefined;
  /** Only writing fails, as with a locked collection. */
  writeFailure: Error | undefined;
}

function fake(name: StoreName, content: Record<string, string> = {}, failure?: Error): Fake {
  const entries = new Map(Object.entries(content));
  const store: Fake = {
    name,
    entries,
    failure,
    writeFailure: undefined,
    async read(key) {
      check();
      return entries.get(key);
    },
    async write(key, value) {
      check();
      if (store.writeFailure) throw store.writeFailure;
      entries.set(key, value);
    },
    async remove(key) {
      check();
      entries.delete(key);
    },
    async list() {
      check();
      return [...entries].map(([key, value]) => ({ key, value }));
    },
  };
  function check(): void {
    if (store.failure) throw store.failure;
  }
  return store;
}

function auto(...stores: readonly SessionStore[]) {
  const reporter = {
    info: (line: string) => lines.push(`info: ${line}`),
    warn: (line: string) => lines.push(`warn: ${line}`),
    debug: () => {},
  };
  return createAutoStore(stores, reporter, {
    usable: (value) => !value.startsWith('old'),
    fileDir: '/run/mfa-exec',
    encrypted: false,
  });
}

describe('read', () => {
  test('the first that has it, without a word', async () => {
    const store = auto(
      fake('keychain', {}, missing),
      fake('keyctl', { k: 'one' }),
      fake('file', { k: 'two' }),
    );
    expect(await store.read('k')).toBe('one');
    expect(lines).toEqual([]);
  });

  test('none: a miss, without a word, even where one fails', async () => {
    expect(await auto(fake('keychain', {}, locked), fake('file')).read('k')).toBeUndefined();
    expect(lines).toEqual([]);
  });

  test('an entry that is of no use hides no other', async () => {
    expect(await auto(fake('keychain', { k: 'old one' }), fake('file', { k: 'two' })).read('k')).toBe('two');
    expect(await auto(fake('keychain', { k: 'old one' }), fake('file')).read('k')).toBe('old one');
    expect(lines).toEqual([]);
  });

  test('behind one that fails: one line, once', async () => {
    const store = auto(fake('keychain', {}, locked), fake('file', { k: 'two' }));
    expect(await store.read('k')).toBe('two');
    expect(await store.read('k')).toBe('two');
    expect(lines).toEqual([
      'warn: the keychain is locked: the session comes from a file in /run/mfa-exec (unlock it)',
    ]);
  });

  test('a bug is no miss', async () => {
    await expect(auto(fake('keychain', {}, new TypeError('bug')), fake('file')).read('k')).rejects.toThrow(
      'bug',
    );
  });
});

describe('write', () => {
  test('to the first that takes it, without a word', async () => {
    const [keychain, file] = [fake('keychain'), fake('file', { k: 'older' })];
    await auto(keychain, file).write('k', 'new', 0);
    expect(keychain.entries.get('k')).toBe('new');
    expect(file.entries.size).toBe(0);
    expect(lines).toEqual([]);
  });

  test('the file store by itself says so, once', async () => {
    const file = fake('file');
    const store = auto(fake('keychain', {}, missing), fake('keyctl', {}, missing), file);
    await store.write('k', 'new', 0);
    await store.write('l', 'new', 0);
    expect(file.entries.size).toBe(2);
    expect(lines).toEqual([
      'warn: no keychain here: the session is kept in a file in /run/mfa-exec ' +
        '(--store file silences this; MFA_EXEC_PASSPHRASE encrypts it)',
    ]);
  });

  test('the kernel keyring by itself says nothing', async () => {
    await auto(fake('keychain', {}, missing), fake('keyctl'), fake('file')).write('k', 'new', 0);
    expect(lines).toEqual([]);
  });

  test('one that fails is named with its remedy, and its older entry hides nothing', async () => {
    const keychain = fake('keychain', { k: 'older' });
    keychain.writeFailure = locked;
    const store = auto(keychain, fake('file'));
    await store.write('k', 'new', 0);
    expect(await store.read('k')).toBe('new');
    expect(lines).toEqual([
      'warn: the keychain is locked: the session is kept in a file in /run/mfa-exec (unlock it)',
    ]);
  });

  test('none: the failure of one that is there', async () => {
    const store = auto(fake('keyctl', {}, missing), fake('keychain', {}, locked), fake('file', {}, missing));
    await expect(store.write('k', 'new', 0)).rejects.toBe(locked);
    await expect(auto(fake('keyctl', {}, missing)).write('k', 'new', 0)).rejects.toBe(missing);
    await expect(auto().write('k', 'new', 0)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
