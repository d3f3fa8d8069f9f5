/** A keychain that cannot be reached is a failure while it may have a session. */
import { beforeEach, expect, test } from 'vitest';
import { MfaExecError } from '../../../src/base/errors.ts';
import { expectedKeychain, notingKeychain } from '../../../src/store/keychain/used.ts';
import type { Notes } from '../../../src/store/notes.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { HOUR } from '../../fakes/session.ts';
import { MemoryStore } from '../../fakes/store.ts';

const absent = new MfaExecError('STORE_UNAVAILABLE', 'no keychain: there is no D-Bus session');
let store: MemoryStore;
let clock: FakeClock;
let written: Map<string, string>;
const notes = (): Notes => ({
  read: (name) => [written.get(name) ?? []].flat(),
  write: async (name, text) => void written.set(name, text),
});
const keep = (hours: number) => notingKeychain(store, notes).write('a', 'one', clock.now() + hours * HOUR);
const searched = () => expectedKeychain(store, notes, clock);

beforeEach(() => {
  store = new MemoryStore();
  store.clear = async () => store.entries.size;
  clock = new FakeClock();
  written = new Map();
});

function takeAway(): void {
  const gone = () => Promise.reject(absent);
  Object.assign(store, { list: gone, remove: gone, clear: gone });
}

test.each(['list', 'remove', 'clear'] as const)(
  '%s: no keychain is none, where it never had a session',
  async (call) => {
    takeAway();
    await expect(searched()[call]?.('a')).rejects.toBe(absent);
  },
);

test.each(['list', 'remove', 'clear'] as const)(
  '%s: it is named until the last session in it has ended',
  async (call) => {
    await keep(12);
    await keep(1);
    takeAway();
    clock.advance(12 * HOUR - 1);
    await expect(searched()[call]?.('a')).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message:
        'the keychain may have a session and cannot be reached (no keychain: there is no D-Bus session)',
    });
    clock.advance(1);
    await expect(searched()[call]?.('a')).rejects.toBe(absent);
  },
);

test('once it was cleared there is nothing to expect', async () => {
  await keep(12);
  expect(await searched().clear?.()).toBe(1);
  takeAway();
  await expect(searched().list()).rejects.toBe(absent);
});

test('a write that failed is none', async () => {
  store.failing.add('write');
  await expect(keep(12)).rejects.toThrow('locked');
  expect(written.size).toBe(0);
});
