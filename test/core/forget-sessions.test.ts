import { beforeEach, describe, expect, it, test } from 'vitest';
import { MfaExecError } from '../../src/core/errors.ts';
import { forgetSessions } from '../../src/core/forget-sessions.ts';
import { encodeSession } from '../../src/core/session-codec.ts';
import { RecordingReporter } from '../fakes/reporter.ts';
import { sampleSession } from '../fakes/session.ts';
import { MemoryStore } from '../fakes/store.ts';

let keychain: MemoryStore;
let file: MemoryStore;
let reporter: RecordingReporter;
const entry = (user: string) => encodeSession({ session: sampleSession(), user });

beforeEach(() => {
  keychain = new MemoryStore([], 'keychain');
  file = new MemoryStore([], 'file');
  reporter = new RecordingReporter();
  keychain.entries
    .set('mine', entry('me'))
    .set('role', entry('me'))
    .set('hers', entry('her'))
    .set('odd', '{"v":9}');
  file.entries.set('mine', entry('me'));
});

const forget = (user: string | undefined, choice: 'auto' | 'keychain' = 'auto') =>
  forgetSessions(choice, [keychain, file], user, reporter);
const left = () => [keychain, file].map((store) => [...store.entries.keys()]);

test('of one user: its sessions and its roles’, in every store', async () => {
  const { sessions, failure } = await forget('me');
  expect([sessions.length, failure, left()]).toEqual([3, undefined, [['hers', 'odd'], []]]);
});

test('of all: what cannot be read goes too', async () => {
  const { sessions } = await forget(undefined);
  expect([sessions.length, left()]).toEqual([4, [[], []]]);
});

describe('a store that fails', () => {
  it.each(['list', 'remove'] as const)('at %s keeps no other from being emptied', async (call) => {
    keychain.failing.add(call);
    const { sessions, failure } = await forget(undefined);
    expect(failure).toMatchObject({ code: 'STORE_FAILED' });
    expect([sessions.length, file.entries.size]).toEqual([1, 0]);
  });

  it('is none where auto finds that the machine does not have it', async () => {
    const absent = new MfaExecError('STORE_UNAVAILABLE', 'no keychain here');
    keychain.list = () => Promise.reject(absent);
    expect((await forget(undefined)).failure).toBeUndefined();
    expect(reporter.debugs).toEqual(['keychain: no keychain here']);
    expect((await forget(undefined, 'keychain')).failure).toBe(absent);
  });

  it('is not confused with a bug', async () => {
    keychain.list = () => Promise.reject(new TypeError('oops'));
    await expect(forget(undefined)).rejects.toThrow('oops');
  });
});
