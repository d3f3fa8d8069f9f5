/** A logout while somebody logs in: nothing is kept, and the command has its session all the same. */
import { beforeEach, describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { main } from '../../src/main.ts';
import { FakeApp } from '../fakes/world.ts';

const NOT_KEPT = 'mfa-exec: the session is not kept: mfa-exec logout ran meanwhile\n';
let app: FakeApp;

beforeEach(() => {
  app = new FakeApp();
  app.world.prompt.answers = ['123456', '123456'];
});

/** Logs somebody out at the moment of `call`, before it is done (`write`: after). */
function logoutAt(call: 'prompt' | 'aws' | 'write', args: readonly string[]): void {
  const { prompt, aws, store } = app.world;
  const logout = () => main(['logout', ...args, '-q'], new FakeApp({}, app.world));
  const [getSessionToken, write] = [aws.getSessionToken.bind(aws), store.write.bind(store)];
  const askCode = prompt.askCode.bind(prompt);
  if (call === 'prompt') prompt.askCode = async (question) => logout().then(() => askCode(question));
  if (call === 'aws')
    aws.getSessionToken = async (...given) => logout().then(() => getSessionToken(...given));
  if (call === 'write')
    store.write = async (...given) => write(...given).then(async () => void (await logout()));
}

describe.each(['prompt', 'aws', 'write'] as const)('a logout at %s', (call) => {
  test.each([
    ['of all', 'default', ['--all']],
    ['of the user', 'default', []],
    ['of the user of a role', 'admin', ['--profile', 'default']],
    ['of all, for a role', 'admin', ['--all']],
  ])('%s', async (_whose, profile, args) => {
    logoutAt(call, args);
    expect(await main(['--profile', profile, '--', 'x'], app)).toEqual({ code: 0 });
    expect(app.runner.runs).toHaveLength(1);
    expect([...app.world.store.entries]).toEqual([]);
    expect(app.err).toBe(NOT_KEPT);
  });

  test('of another user changes nothing', async () => {
    logoutAt(call, ['--profile', 'other']);
    await main(['--', 'x'], app);
    expect(app.world.store.entries.size).toBe(1);
    expect(app.err).toBe('');
  });

  test('of a role that is assumed with a code of its own', async () => {
    logoutAt(call === 'aws' ? 'prompt' : call, ['--all']);
    await main(['--profile', 'admin', '--role-duration', '12h', '--', 'x'], app);
    expect([...app.world.store.entries]).toEqual([]);
    expect(app.err).toBe(NOT_KEPT);
  });
});

test('a later session of somebody else in its place stays', async () => {
  const { store, logouts } = app.world;
  const write = store.write.bind(store);
  store.write = async (key, value, expiresAt) => {
    await logouts.tell();
    await write(key, value.replace('ASIA1', 'ASIALATER'), expiresAt);
  };
  await main(['--', 'x'], app);
  expect([...store.entries.values()].join()).toContain('ASIALATER');
});

test('an entry that cannot be removed again is said', async () => {
  logoutAt('write', ['--all']);
  const { store } = app.world;
  store.remove = () => Promise.reject(new MfaExecError('STORE_FAILED', 'denied'));
  await main(['--', 'x'], app);
  expect(app.err).toBe('mfa-exec: the session could not be forgotten: denied\n');
});

test('a cached session costs no look at the logouts', async () => {
  await main(['--', 'x'], app);
  app.world.logouts.last = () => expect.unreachable('nothing is kept');
  expect(await main(['--', 'x'], app)).toEqual({ code: 0 });
});
