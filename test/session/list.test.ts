import { beforeEach, describe, expect, it, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { StoreChoice } from '../../src/base/store-names.ts';
import { encodeSession } from '../../src/session/codec.ts';
import { listSessions } from '../../src/session/list.ts';
import { START } from '../fakes/clock.ts';
import { RecordingReporter } from '../fakes/reporter.ts';
import { HOUR, sampleSession } from '../fakes/session.ts';
import { MemoryStore } from '../fakes/store.ts';

let keychain: MemoryStore;
let file: MemoryStore;
let reporter: RecordingReporter;
const entry = (hours: number) =>
  encodeSession({ session: sampleSession({ expiresAt: START + hours * HOUR }), user: 'me' });
const list = (choice: StoreChoice = 'auto') => listSessions(choice, [keychain, file], START, reporter);

beforeEach(() => {
  keychain = new MemoryStore([], 'keychain');
  file = new MemoryStore([], 'file');
  reporter = new RecordingReporter();
});

test('lists every store’s, the one that lasts longest first, without ended and unreadable ones', async () => {
  keychain.entries.set('a', entry(2)).set('ended', entry(0)).set('past', entry(-1)).set('odd', 'garbage');
  file.entries.set('b', entry(11)).set('c', entry(1));
  const { sessions } = await list();
  expect(sessions.map(({ key, store, user }) => [key, store.name, user])).toEqual([
    ['b', 'file', 'me'],
    ['a', 'keychain', 'me'],
    ['c', 'file', 'me'],
  ]);
});

describe('a store that does not answer', () => {
  const answers = (code: 'STORE_UNAVAILABLE' | 'STORE_FAILED') => {
    keychain.list = () => Promise.reject(new MfaExecError(code, 'no answer'));
    file.entries.set('b', entry(1));
  };

  it('is passed over by auto: with a word for --verbose where there is none', async () => {
    answers('STORE_UNAVAILABLE');
    expect(await list()).toMatchObject({ sessions: [{ key: 'b' }], failures: [] });
    expect(reporter.debugs).toEqual(['no answer']);
  });

  it.each([
    ['auto', 'STORE_FAILED'],
    ['keychain', 'STORE_FAILED'],
    ['keychain', 'STORE_UNAVAILABLE'],
  ] as const)('is a failure beside what the others have: %s, %s', async (choice, code) => {
    answers(code);
    expect(await list(choice)).toMatchObject({ sessions: [{ key: 'b' }], failures: [{ code }] });
    expect(reporter.debugs).toEqual([]);
  });

  it('is not confused with a bug', async () => {
    keychain.list = () => Promise.reject(new TypeError('oops'));
    await expect(list()).rejects.toThrow('oops');
  });
});
