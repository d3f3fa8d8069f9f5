import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Keychain } from '../../../src/platform/keychain.ts';
import { createKeychainStore, patienceMs } from '../../../src/store/keychain/store.ts';

interface Fake extends Keychain {
  readonly entries: Map<string, string>;
  readonly calls: string[];
}

/** A keychain in memory; `limit` is the most bytes that one entry takes. */
function fakeKeychain(limit = Number.POSITIVE_INFINITY): Fake {
  const entries = new Map<string, string>();
  const calls: string[] = [];
  return {
    entries,
    calls,
    async getPassword(_, account) {
      calls.push(`get ${account}`);
      return entries.get(account) ?? null;
    },
    async setPassword(_, account, password) {
      calls.push(`set ${account}`);
      if (Buffer.byteLength(password) > limit) throw new Error('The stub received bad data.');
      entries.set(account, password);
    },
    async deletePassword(_, account) {
      calls.push(`delete ${account}`);
      return entries.delete(account);
    },
    async findCredentials() {
      calls.push('find');
      return [...entries].map(([account, password]) => ({ account, password }));
    },
  };
}

function windows(keychain = fakeKeychain(2560)) {
  return { keychain, store: createKeychainStore({ platform: 'win32', load: () => keychain }) };
}

const never = new Promise<never>(() => {});

describe('keychain', () => {
  test('a read of a warm cache is one call', async () => {
    const keychain = fakeKeychain();
    const store = createKeychainStore({ platform: 'linux', load: () => keychain });
    await store.write('session-1', 'value', 0);
    keychain.calls.length = 0;
    expect(await store.read('session-1')).toBe('value');
    expect(keychain.calls).toEqual(['get session-1']);
  });

  test('an item that another process replaces at this moment is asked for again', async () => {
    const keychain = fakeKeychain();
    keychain.entries.set('session-1', 'value');
    const reasons = [
      'No such interface “org.freedesktop.Secret.Item” on object at path /org/freedesktop/secrets',
      'Object does not exist at path “/org/freedesktop/secrets/collection/login/7”',
    ];
    const unlucky: Keychain = {
      ...keychain,
      getPassword: async (service, account) => {
        const reason = reasons.shift();
        if (reason !== undefined) throw new Error(reason);
        return keychain.getPassword(service, account);
      },
    };
    const store = createKeychainStore({ platform: 'linux', load: () => unlucky });
    expect(await store.read('session-1')).toBe('value');
  });

  test('a miss is undefined, and removing nothing is nothing', async () => {
    const store = createKeychainStore({ platform: 'darwin', load: fakeKeychain });
    expect(await store.read('session-1')).toBeUndefined();
    await store.remove('session-1');
    expect(await store.list()).toEqual([]);
  });

  test('a check leaves nothing behind, and is not listed', async () => {
    const keychain = fakeKeychain();
    const store = createKeychainStore({ platform: 'linux', load: () => keychain });
    await store.check?.();
    expect(keychain.entries.size).toBe(0);
    keychain.entries.set('probe', 'probe');
    expect(await store.list()).toEqual([]);
  });

  test('on Linux a locked keychain is found before it is listed', async () => {
    const keychain = fakeKeychain();
    keychain.setPassword = () => Promise.reject(new Error('Cannot create an item in a locked collection'));
    const store = createKeychainStore({ platform: 'linux', load: () => keychain });
    await expect(store.list()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: 'the keychain is locked',
    });
    expect(keychain.calls).not.toContain('find');
  });

  test('one that does not answer is asked once', async () => {
    const keychain = fakeKeychain();
    let asked = 0;
    keychain.getPassword = () => {
      asked += 1;
      return never;
    };
    const store = createKeychainStore({ platform: 'linux', load: () => keychain, timeoutMs: 20 });
    const failure = { code: 'STORE_FAILED', message: 'the keychain did not answer within 0.02 s' };
    expect(store.isStuck).toBe(false);
    await expect(store.read('session-1')).rejects.toMatchObject(failure);
    expect(store.isStuck).toBe(true);
    await expect(store.read('session-1')).rejects.toMatchObject(failure);
    await expect(store.write('session-1', 'value', 0)).rejects.toMatchObject(failure);
    expect(asked).toBe(1);
    expect(keychain.calls).toEqual([]);
  });

  test('one that cannot be loaded is loaded once', async () => {
    let loads = 0;
    const store = createKeychainStore({
      platform: 'linux',
      load: () => {
        loads += 1;
        throw new Error('Failed to load keytar native addon');
      },
    });
    for (const call of [() => store.read('k'), () => store.write('k', 'v', 0), () => store.list()]) {
      await expect(call()).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: 'no keychain: libsecret-1.so.0 is missing',
        hint: expect.stringContaining('apt-get install libsecret-1-0'),
      });
    }
    expect(loads).toBe(1);
  });

  test('a package that is not installed is named', async () => {
    const store = createKeychainStore({
      platform: 'darwin',
      load: () => {
        throw Object.assign(new Error("Cannot find module 'keytar'"), { code: 'MODULE_NOT_FOUND' });
      },
    });
    await expect(store.read('k')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'no keychain: its package keytar is not installed',
    });
  });
});

test.each([
  ['linux', 2000],
  ['win32', 2000],
  ['darwin', 30_000],
] as const)('on %s a call may take %i ms', (platform, ms) => {
  expect(patienceMs(platform)).toBe(ms);
});

describe('what a keychain says', () => {
  test.each([
    ['linux', 'Cannot autolaunch D-Bus without X11 $DISPLAY', 'STORE_UNAVAILABLE', /no D-Bus session/],
    ['linux', 'Could not connect: No such file or directory', 'STORE_UNAVAILABLE', /no D-Bus session/],
    [
      'linux',
      'The name org.freedesktop.secrets was not provided by any .service files',
      'STORE_UNAVAILABLE',
      /no Secret Service/,
    ],
    [
      'linux',
      'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not provided by any .service files',
      'STORE_UNAVAILABLE',
      /no Secret Service/,
    ],
    [
      'linux',
      'Object does not exist at path “/org/freedesktop/secrets/collection/login”',
      'STORE_UNAVAILABLE',
      /no default collection/,
    ],
    ['linux', 'Cannot create an item in a locked collection', 'STORE_FAILED', /locked/],
    ['linux', 'Prompt was dismissed', 'STORE_FAILED', /locked/],
    ['linux', 'The connection is closed', 'STORE_FAILED', /failed: The connection is closed$/],
    ['darwin', 'User interaction is not allowed.', 'STORE_FAILED', /locked/],
    ['darwin', 'The user name or passphrase you entered is not correct.', 'STORE_FAILED', /denied/],
    ['darwin', 'User canceled the operation.', 'STORE_FAILED', /denied/],
    ['darwin', 'A default keychain could not be found.', 'STORE_UNAVAILABLE', /no default/i],
    ['win32', 'A specified logon session does not exist.', 'STORE_UNAVAILABLE', /no Credential Manager/],
    ['win32', 'Element nicht gefunden.\r\n', 'STORE_FAILED', /failed: Element nicht gefunden$/],
  ] as const)('%s: %s', async (platform, words, code, message) => {
    const keychain = fakeKeychain();
    keychain.getPassword = () => Promise.reject(new Error(words));
    const store = createKeychainStore({ platform, load: () => keychain });
    const error = await store.read('k').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringContaining('--store file'),
    });
  });
});

describe('Windows', () => {
  const long = 'é'.repeat(4000);

  test('a long session goes in parts and comes back', async () => {
    const { keychain, store } = windows();
    await store.write('session-1', long, 0);
    expect(keychain.entries.size).toBe(5);
    expect(await store.read('session-1')).toBe(long);
    expect(await store.list()).toEqual([{ key: 'session-1', value: long }]);
  });

  test('a new session leaves nothing of the old one, nor does removing', async () => {
    const { keychain, store } = windows();
    await store.write('session-1', long, 0);
    await store.write('session-2', long, 0);
    await store.write('session-1', 'x'.repeat(6000), 0);
    expect(keychain.entries.size).toBe(4 + 5);
    await store.remove('session-1');
    expect(keychain.entries.size).toBe(5);
    expect(await store.read('session-2')).toBe(long);
    await store.write('session-2', 'short', 0);
    expect([...keychain.entries]).toEqual([['session-2', 'short']]);
  });

  test('a writer that dies at any moment leaves the old session, the new one or none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 1, max: 9000 }),
        async (callsLeft, oldLength, newLength) => {
          const { keychain, store } = windows();
          const [older, newer] = ['o'.repeat(oldLength), 'n'.repeat(newLength)];
          await store.write('session-1', older, 0);
          const dying = dieAfter(callsLeft, keychain);
          await createKeychainStore({ platform: 'win32', load: () => dying })
            .write('session-1', newer, 0)
            .catch(() => {});
          const reader = createKeychainStore({ platform: 'win32', load: () => keychain });
          expect([older, newer]).toContain(await reader.read('session-1'));
        },
      ),
    );
  });

  test('an entry of a later version is a miss, listed so that it can be removed', async () => {
    const { keychain, store } = windows();
    keychain.entries.set('session-1', 'mfa-exec-chunks:9:whatever');
    expect(await store.read('session-1')).toBeUndefined();
    expect(await store.list()).toEqual([{ key: 'session-1', value: '' }]);
  });

  test('clearing removes parts without a head too', async () => {
    const { keychain, store } = windows();
    await store.write('session-1', 'x'.repeat(6000), 0);
    await store.write('session-2', 'short', 0);
    keychain.entries.delete('session-1');
    expect(await store.clear?.()).toBe(1);
    expect([...keychain.entries]).toEqual([]);
  });

  function dieAfter(calls: number, keychain: Keychain): Keychain {
    let left = calls;
    const alive = async <T>(call: () => Promise<T>): Promise<T> => {
      left -= 1;
      if (left < 0) throw new Error('died');
      return call();
    };
    return {
      getPassword: (...args) => alive(() => keychain.getPassword(...args)),
      setPassword: (...args) => alive(() => keychain.setPassword(...args)),
      deletePassword: (...args) => alive(() => keychain.deletePassword(...args)),
      findCredentials: (...args) => alive(() => keychain.findCredentials(...args)),
    };
  }
});
