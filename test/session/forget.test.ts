import { beforeEach, describe, expect, it, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { encodeSession } from '../../src/session/codec.ts';
import { forgetSessions } from '../../src/session/forget.ts';
import { RecordingReporter } from '../fakes/reporter.ts';
import { sampleSession } from '../fakes/session.ts';
import { MemoryStore } from '../fakes/store.ts';

let keychain: MemoryStore;
let file: MemoryStore;
let reporter: RecordingReporter;
let told: unknown[];
const logouts = {
  last: () => '',
  tell: async (user?: string) => {
    told.push([user, left()]);
  },
};
const entry = (user: string) => encodeSession({ session: sampleSession(), user });

beforeEach(() => {
  keychain = new MemoryStore([], 'keychain');
  file = new MemoryStore([], 'file');
  reporter = new RecordingReporter();
  told = [];
  keychain.entries
    .set('mine', entry('me'))
    .set('role', entry('me'))
    .set('hers', entry('her'))
    .set('odd', '{"v":9}');
  file.entries.set('mine', entry('me'));
});

const forget = (user: string | undefined, choice: 'auto' | 'keychain' = 'auto') =>
  forgetSessions(choice, [keychain, file], user, { reporter, logouts });
const left = () => [keychain, file].map((store) => [...store.entries.keys()]);

test('of one user: its sessions and its roles’, in every store', async () => {
  const { sessions, failures } = await forget('me');
  expect([sessions.length, failures, left()]).toEqual([3, [], [['hers', 'odd'], []]]);
});

test('of all: what cannot be read goes too', async () => {
  const { sessions, unreadable, left: kept } = await forget(undefined);
  expect([sessions.length, unreadable, kept, left()]).toEqual([4, 1, 0, [[], []]]);
});

test('of one user: the entry under the user’s key goes unread, another that cannot be read is counted', async () => {
  keychain.entries.set('me', '');
  const { sessions, unreadable, left: kept } = await forget('me');
  expect([sessions.length, unreadable, kept, left()]).toEqual([3, 1, 1, [['hers', 'odd'], []]]);
});

test('of all: a store is cleared of what it cannot list, and has then not failed', async () => {
  keychain.failing.add('list');
  keychain.clear = async () => keychain.entries.size;
  const { sessions, unreadable, failures } = await forget(undefined);
  expect([sessions.length, unreadable, failures]).toEqual([1, 4, []]);
  keychain.clear = () => Promise.reject(new MfaExecError('STORE_FAILED', 'it is locked'));
  expect((await forget(undefined)).failures).toMatchObject([{ message: 'the keychain is locked' }]);
  keychain.clear = () => expect.unreachable('one user’s is not all');
  await forget('me');
});

test('an entry that cannot be removed keeps no other', async () => {
  const remove = keychain.remove.bind(keychain);
  keychain.remove = async (key) => {
    if (key === 'mine') throw new MfaExecError('STORE_FAILED', 'denied');
    await remove(key);
  };
  const { sessions, failures } = await forget('me');
  expect([sessions.length, failures[0]?.message, left()]).toEqual([
    2,
    'denied',
    [['mine', 'hers', 'odd'], []],
  ]);
});

test('tells those who log in, before anything is removed', async () => {
  await forget('me');
  expect(told).toEqual([['me', [['mine', 'role', 'hers', 'odd'], ['mine']]]]);
});

test('names each store that fails', async () => {
  for (const store of [keychain, file]) store.failing.add('list');
  expect((await forget(undefined)).failures.map(({ message }) => message)).toEqual([
    'the keychain is locked',
    'the file is locked',
  ]);
});

describe('a store that fails', () => {
  it.each(['list', 'remove'] as const)('at %s keeps no other from being emptied', async (call) => {
    keychain.failing.add(call);
    const { sessions, failures } = await forget(undefined);
    expect(failures).toMatchObject([{ code: 'STORE_FAILED' }]);
    expect([sessions.length, file.entries.size]).toEqual([1, 0]);
  });

  it('is none where auto finds that the machine does not have it', async () => {
    const absent = new MfaExecError('STORE_UNAVAILABLE', 'no keychain here');
    keychain.list = () => Promise.reject(absent);
    expect((await forget(undefined)).failures).toEqual([]);
    expect(reporter.debugs).toEqual(['no keychain here']);
    expect((await forget(undefined, 'keychain')).failures).toEqual([absent]);
  });

  it('is not confused with a bug', async () => {
    keychain.list = () => Promise.reject(new TypeError('oops'));
    await expect(forget(undefined)).rejects.toThrow('oops');
  });
});
