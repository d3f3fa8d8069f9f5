import { describe, expect, it, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { Env, SessionStore } from '../../src/base/ports.ts';
import { buildRequest, type RawOptions } from '../../src/cli/request.ts';
import { cacheKey } from '../../src/identity/cache-key.ts';
import { resolveIdentity } from '../../src/identity/resolve.ts';
import { decodeSession } from '../../src/session/codec.ts';
import { execSession } from '../../src/session/exec.ts';
import { obtainSession } from '../../src/session/obtain.ts';
import { DEVICE } from '../fakes/aws.ts';
import { HOUR } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

async function obtain(world: World, raw: RawOptions = {}, env: Env = {}) {
  return (await obtainSession(buildRequest(raw, env), world.deps(env))).session;
}

/** Runs a command and gives back the environment that it got. */
async function childOf(world: World, raw: RawOptions = {}, env: Env = {}): Promise<Env> {
  await execSession(buildRequest(raw, env), ['x'], { ...world.deps(env), runner: world.runner });
  return world.runner.runs.at(-1)?.env ?? {};
}

const emptyStore: SessionStore = {
  name: 'keychain',
  read: async () => undefined,
  write: async () => {},
  remove: async () => {},
  list: async () => [],
};

async function failure(work: Promise<unknown>): Promise<MfaExecError> {
  return work.then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  );
}

async function keyOf(world: World, profile: string): Promise<string> {
  const config = await world.awsFiles.load();
  world.takeJournal();
  return cacheKey(resolveIdentity({ profile }, config, {}));
}

describe('a cold cache', () => {
  test('look, lock, look again, ask, trade, keep, unlock, run: in this order', async () => {
    const world = new World();
    await childOf(world);
    expect(world.journal).toEqual([
      'files',
      'store.read',
      'lock',
      'store.read',
      'prompt.askCode',
      'aws.getSessionToken',
      'store.write',
      'unlock',
      'run',
    ]);
  });

  test('the session is for the time that was asked for, and the store is told when it ends', async () => {
    const world = new World();
    const session = await obtain(world, { '--duration': '1h' });
    expect(world.aws.calls).toEqual([{ mfaSerial: DEVICE, tokenCode: '123456', durationSeconds: 3600 }]);
    expect(session.expiresAt).toBe(world.clock.now() + HOUR);
    expect([...world.store.expiries.values()]).toEqual([session.expiresAt]);
    expect(session.label).toMatchObject({ profile: 'default', mfaSerial: DEVICE });
  });
});

describe('a warm cache', () => {
  test('reads the files and the store once, and touches nothing else', async () => {
    const world = new World();
    await obtain(world);
    world.takeJournal();
    await childOf(world);
    expect(world.takeJournal()).toEqual(['files', 'store.read', 'run']);
    expect([world.reporter.infos, world.reporter.warnings]).toEqual([[], []]);
  });

  test('a role’s session is one read too', async () => {
    const world = new World();
    await obtain(world, { '--profile': 'admin' });
    world.takeJournal();
    await childOf(world, { '--profile': 'admin' });
    expect(world.takeJournal()).toEqual(['files', 'store.read', 'run']);
  });

  test('a code that is at hand is not spent', async () => {
    const world = new World();
    await obtain(world);
    await obtain(world, { '--token-code': '123456' });
    expect(world.aws.calls).toHaveLength(1);
  });

  it.each<[title: string, ageMs: number, raw: RawOptions, calls: number]>([
    ['a session with more than five minutes left serves', 12 * HOUR - 300_001, {}, 1],
    ['one with five minutes left does not', 12 * HOUR - 300_000, {}, 2],
    ['--min-ttl asks for more', 6 * HOUR, { '--min-ttl': '6h' }, 2],
    ['--min-ttl asks for less', 12 * HOUR - 2_000, { '--min-ttl': '1s' }, 1],
    ['--min-ttl 0 serves to the last millisecond', 12 * HOUR - 1, { '--min-ttl': '0' }, 1],
    ['a session that is over never serves', 12 * HOUR, { '--min-ttl': '0' }, 2],
    ['--refresh gets a new one', 1, { '--refresh': true }, 2],
  ])('%s', async (_title, ageMs, raw, calls) => {
    const world = new World();
    world.prompt.answers = ['123456', '123456'];
    await obtain(world);
    world.clock.advance(ageMs);
    await obtain(world, raw);
    expect(world.aws.calls).toHaveLength(calls);
  });

  it.each(['', 'garbage', '{"v":1', '{"v":2}', '[]'])('an unreadable entry is replaced: %j', async (text) => {
    const world = new World();
    const key = await keyOf(world, 'default');
    world.store.entries.set(key, text);
    const session = await obtain(world);
    expect(decodeSession(world.store.entries.get(key) ?? '')?.session.accessKeyId).toBe(session.accessKeyId);
    expect(world.reporter.warnings).toEqual([]);
    expect(world.reporter.debugs.join()).toContain('it will be replaced');
  });
});

describe('a store that fails', () => {
  test('when it is written: the command runs, with one warning', async () => {
    const world = new World();
    world.store.failing.add('write');
    const env = await childOf(world);
    expect(env['AWS_ACCESS_KEY_ID']).toBe('ASIA1');
    expect(world.reporter.warnings).toEqual(['the session could not be cached: the keychain is locked']);
  });

  test('when it is read: nobody is asked for a code', async () => {
    const world = new World();
    world.store.failing.add('read');
    expect((await failure(obtain(world))).code).toBe('STORE_FAILED');
    expect(world.journal).toEqual(['files', 'store.read']);
  });

  test('an error that is a bug is not taken for a store’s', async () => {
    const world = new World();
    world.store.write = () => Promise.reject(new TypeError('oops'));
    await expect(obtain(world)).rejects.toThrow(TypeError);
  });

  test('no store at all: a session each time, and no warning', async () => {
    const world = new World();
    world.prompt.answers = ['123456', '123456'];
    const request = buildRequest({ '--store': 'none' }, {});
    for (let round = 0; round < 2; round++)
      await obtainSession(request, { ...world.deps(), store: undefined });
    expect(world.aws.calls).toHaveLength(2);
    expect(world.reporter.warnings).toEqual([]);
  });
});

describe('roles', () => {
  test('one code serves three roles, and then nothing is needed', async () => {
    const world = new World();
    const round = async () => {
      for (const name of ['default', 'admin', 'audit', 'deploy']) await obtain(world, { '--profile': name });
    };
    await round();
    expect(world.aws.calls).toHaveLength(1);
    expect(world.aws.assumed.map(({ role }) => role.arn.split('/')[1])).toEqual(['admin', 'audit', 'deploy']);
    expect(new Set(world.aws.assumed.map(({ by }) => by))).toEqual(new Set(['ASIA1']));

    world.takeJournal();
    await round();
    expect(world.journal.filter((call) => call.startsWith('aws.'))).toEqual([]);
  });

  test('are renewed in silence, even when the user session has less than --min-ttl left', async () => {
    const world = new World();
    await obtain(world, { '--profile': 'admin' });
    world.clock.advance(12 * HOUR - 60_000);
    world.takeJournal();
    await obtain(world, { '--profile': 'admin' });
    expect(world.journal.filter((call) => /^(aws|prompt)\./.test(call))).toEqual(['aws.assumeRole']);
  });

  test('are assumed in the order of the chain, each with the session before it', async () => {
    const world = new World();
    const session = await obtain(world, { '--profile': 'chained' });
    expect(world.aws.assumed.map(({ by, role }) => [by, role.arn])).toEqual([
      ['ASIA1', 'arn:aws:iam::000000000012:role/admin'],
      ['ASIA2', 'arn:aws:iam::000000000034:role/far'],
    ]);
    expect(session.accessKeyId).toBe('ASIA3');
    expect(world.store.entries.size).toBe(3);
  });

  test('every session of a user is stored with that user’s key', async () => {
    const world = new World();
    await obtain(world, { '--profile': 'chained' });
    const users = [...world.store.entries.values()].map((text) => decodeSession(text)?.user);
    expect(new Set(users)).toEqual(new Set([await keyOf(world, 'default')]));
  });

  test('--role-arn assumes a role ad hoc', async () => {
    const world = new World();
    const roleArn = 'arn:aws:iam::000000000012:role/audit';
    const session = await obtain(world, { '--role-arn': roleArn });
    expect(session.label.roleArn).toBe(roleArn);
    await obtain(world, { '--profile': 'audit' });
    expect(world.aws.assumed).toHaveLength(1);
  });

  test('two profiles of one user share a session, and a rotated key does not get it', async () => {
    const world = new World();
    world.prompt.answers = ['123456', '123456'];
    const keys = world.awsFiles.profiles['default'] ?? {};
    world.awsFiles.profiles['twin'] = { ...keys };
    await obtain(world);
    await obtain(world, { '--profile': 'twin' });
    expect(world.aws.calls).toHaveLength(1);
    world.awsFiles.profiles['default'] = { ...keys, aws_access_key_id: 'AKIAROTATED' };
    await obtain(world);
    expect(world.aws.calls).toHaveLength(2);
  });
});

describe('several at once', () => {
  test('one prompt and one call serve sixteen', async () => {
    const world = new World();
    const sessions = await Promise.all(Array.from({ length: 16 }, () => obtain(world)));
    expect(world.prompt.questions).toHaveLength(1);
    expect(new Set(sessions.map((session) => session.accessKeyId))).toEqual(new Set(['ASIA1']));
    expect(world.reporter.infos).toEqual(
      Array(15).fill('waiting for process 1, which is getting this session'),
    );
  });

  test('nobody writes into a question that is in sight', async () => {
    const world = new World();
    world.singleFlight.isInSight = true;
    await Promise.all(Array.from({ length: 4 }, () => obtain(world)));
    expect(world.reporter.infos).toEqual([]);
    expect(world.reporter.debugs).toContain('waiting for process 1, which is getting this session');
  });

  test('--refresh of sixteen is one new session', async () => {
    const world = new World();
    world.prompt.answers = ['123456', '123456'];
    await obtain(world);
    world.clock.advance(1000);
    await Promise.all(Array.from({ length: 16 }, () => obtain(world, { '--refresh': true })));
    expect(world.aws.calls).toHaveLength(2);
  });

  test('a cancelled prompt ends the others with a reason of their own', async () => {
    const world = new World();
    world.prompt.answers = [];
    const [first, ...others] = await Promise.all(Array.from({ length: 4 }, () => failure(obtain(world))));
    expect(first?.code).toBe('PROMPT_CANCELLED');
    expect(others.map((error) => error.code)).toEqual(Array(3).fill('PROMPT_CANCELLED_ELSEWHERE'));
    expect(world.prompt.questions).toHaveLength(1);
  });

  test('a cancelled prompt ends those that wait for another role of the same user, too', async () => {
    const world = new World();
    world.prompt.answers = [];
    const roles = ['admin', 'audit', 'audit'].map((name) => failure(obtain(world, { '--profile': name })));
    expect((await Promise.all(roles)).map((error) => error.code)).toEqual([
      'PROMPT_CANCELLED',
      'PROMPT_CANCELLED_ELSEWHERE',
      'PROMPT_CANCELLED_ELSEWHERE',
    ]);
  });

  test('one that has nobody to ask leaves it to the next', async () => {
    const world = new World();
    const nobody = new MfaExecError('PROMPT_UNAVAILABLE', 'there is nobody to ask');
    const prompt = { askCode: () => Promise.reject(nobody), choose: () => Promise.reject(nobody) };
    const request = buildRequest({}, {});
    const [alone, person] = await Promise.allSettled([
      obtainSession(request, { ...world.deps(), prompt }),
      obtain(world),
    ]);
    expect(alone).toMatchObject({
      status: 'rejected',
      reason: { code: nobody.code, message: nobody.message },
    });
    expect(person.status).toBe('fulfilled');
  });

  test('a store that was named and does not work is no concern of one with another store', async () => {
    const world = new World();
    const noStore = new MfaExecError('STORE_UNAVAILABLE', 'no keychain');
    const store = { ...emptyStore, check: () => Promise.reject(noStore) };
    const named = obtainSession(buildRequest({ '--store': 'keychain' }, {}), { ...world.deps(), store });
    const [alone, other] = await Promise.allSettled([named, obtain(world)]);
    expect(alone).toMatchObject({ status: 'rejected', reason: noStore });
    expect(other.status).toBe('fulfilled');
  });

  test('a code that was refused for good ends the others, who are not asked in turn', async () => {
    const world = new World();
    const request = buildRequest({ '--token-code': '000000' }, {});
    const codes = await Promise.all([failure(obtainSession(request, world.deps())), failure(obtain(world))]);
    expect(codes.map((error) => error.code)).toEqual(['MFA_CODE_REFUSED', 'MFA_CODE_REFUSED']);
    expect(world.prompt.questions).toEqual([]);
  });
});

describe('a helper that asks for the session that waits for it', () => {
  const awaited = async (world: World) => ({
    MFA_EXEC_AWAITED: `session-0:${await keyOf(world, 'default')}`,
  });

  test.each(['default', 'admin'])('is told at once, for %s', async (profile) => {
    const world = new World();
    const error = await failure(obtain(world, { '--profile': profile }, await awaited(world)));
    expect(error).toMatchObject({ code: 'CONFIG' });
    expect(world.journal).toEqual(['files', 'store.read']);
  });

  test('may have a cached session, and those of other users', async () => {
    const world = new World();
    await obtain(world);
    await obtain(world, {}, await awaited(world));
    await obtain(world, { '--profile': 'other' }, await awaited(world)).catch((error) => {
      expect(error).toMatchObject({ code: 'PROMPT_CANCELLED' });
    });
    expect(world.prompt.questions).toHaveLength(2);
  });
});

describe('with --no-prompt', () => {
  test.each(['default', 'admin'])(
    '%s fails at once where only a person could give the code',
    async (profile) => {
      const world = new World();
      const error = await failure(obtain(world, { '--profile': profile, '--no-prompt': true }));
      expect(error).toMatchObject({ code: 'PROMPT_UNAVAILABLE' });
      // Neither AWS nor another process is asked: whoever holds the lock may wait for somebody who is not there.
      expect(new Set(world.takeJournal())).toEqual(new Set(['files', 'store.read']));
    },
  );

  test('a role is assumed with the session that is cached', async () => {
    const world = new World();
    await obtain(world, {});
    world.takeJournal();
    await obtain(world, { '--profile': 'admin', '--no-prompt': true });
    expect(world.takeJournal()).toContain('lock');
    const again = { '--profile': 'admin', '--no-prompt': true, '--refresh': true };
    expect(await failure(obtain(world, again))).toMatchObject({ code: 'PROMPT_UNAVAILABLE' });
  });

  test.each<[RawOptions, string]>([
    [{ '--token-code': '123456' }, 'a code'],
    [{ '--mfa-process': 'print-code' }, 'a program that prints one'],
  ])('%j waits for its turn: it has %s', async (raw) => {
    const world = new World();
    await obtain(world, { ...raw, '--no-prompt': true });
    expect(world.takeJournal()).toContain('lock');
  });
});

test('the device that a person chose is remembered when the session has ended', async () => {
  const world = new World();
  world.aws.devices = [DEVICE, `${DEVICE}-2`];
  await obtain(world, { '--profile': 'bare' });
  world.clock.advance(13 * HOUR);
  world.prompt.answers = ['123456'];
  const { label } = await obtain(world, { '--profile': 'bare' });
  expect(world.prompt.choices).toHaveLength(1);
  expect(label.mfaSerial).toBe(`${DEVICE}-2`);
});
