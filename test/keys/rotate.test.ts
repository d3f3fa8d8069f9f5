import { describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { Section } from '../../src/base/ports.ts';
import { LongTermKey } from '../../src/identity/long-term-key.ts';
import { isRotating } from '../../src/keys/entry.ts';
import { createKeyring } from '../../src/keys/keyring.ts';
import type { KeyOwner } from '../../src/keys/owner.ts';
import { rotateKey } from '../../src/keys/rotate.ts';
import { sharersOf } from '../../src/keys/shared.ts';
import { FakeAccessKeys, MemoryIndex, MemoryVault, type Step } from '../fakes/keys.ts';
import { RecordingReporter } from '../fakes/reporter.ts';

const OWNER = { profile: 'dev', credentialsPath: '/home/you/.aws/credentials' };
const TWIN = { ...OWNER, profile: 'twin' };
const ENDPOINT = { region: 'eu-central-1', partition: 'aws', useFips: false, useDualstack: false };
const SESSION = { accessKeyId: 'ASIA1', secretAccessKey: 'x', sessionToken: 'y' };

/** The power goes out: nothing of this program goes on, its `catch` blocks neither. */
class PowerCut extends Error {}

async function stage() {
  const accessKeys = new FakeAccessKeys();
  const vault = new MemoryVault();
  const index = new MemoryIndex();
  const reporter = new RecordingReporter();
  const keyring = createKeyring([vault], index);
  const old = accessKeys.add('AKIAOLD');
  const current = new LongTermKey(old.accessKeyId, old.secret, OWNER.profile);
  await keyring.save({ ...OWNER, current, addedAt: 0 }, vault);
  /** In the AWS files. */
  const profiles: Record<string, Section> = {};
  const config = { profiles, services: {}, configPath: '', credentialsPath: OWNER.credentialsPath };
  const forgotten: string[] = [];
  const sessions: boolean[] = [];
  const chosen: string[] = [];
  const pauses: number[] = [];
  const deps = {
    keyring,
    accessKeys,
    endpoint: ENDPOINT,
    reporter,
    now: () => 0,
    pause: async (ms: number) => pauses.push(ms),
    session: async (anew: boolean) => {
      sessions.push(anew);
      return SESSION;
    },
    chooseVictim: async (candidates: readonly { accessKeyId: string }[]) => {
      const id = candidates[0]?.accessKeyId ?? '';
      chosen.push(id);
      return id;
    },
    forgetSessions: async (id: string) => {
      forgotten.push(id);
    },
    sharers: (id: string) => sharersOf(id, OWNER, keyring, config),
  };
  const find = async () => {
    const kept = await keyring.find(OWNER);
    if (kept === undefined) throw new Error('nothing is kept');
    return kept;
  };
  /** Another profile has the same key. */
  const share = async (owner: KeyOwner = TWIN) => {
    await keyring.save(
      { ...owner, current: new LongTermKey('AKIAOLD', old.secret, owner.profile), addedAt: 0 },
      vault,
    );
    return async () => (await keyring.find(owner))?.entry;
  };
  const everyStep = (step: Step) => {
    accessKeys.step = step;
    vault.step = step;
    index.step = step;
  };
  return {
    share,
    profiles,
    accessKeys,
    vault,
    index,
    reporter,
    deps,
    find,
    forgotten,
    sessions,
    chosen,
    pauses,
    everyStep,
  };
}

test('a key is made, proved and put in the place of the old one, which is off before it goes', async () => {
  const { accessKeys, deps, find, forgotten, index, everyStep } = await stage();
  const steps: string[] = [];
  everyStep((name) => steps.push(name));
  const entry = await rotateKey(await find(), deps);
  expect(entry.current.accessKeyId).toBe('AKIANEW1');
  expect(accessKeys.keys.map(({ accessKeyId }) => accessKeyId)).toEqual(['AKIANEW1']);
  expect(forgotten).toEqual(['AKIAOLD']);
  expect(index.keys).toMatchObject([{ accessKeyId: 'AKIANEW1', profile: 'dev' }]);
  expect(steps.filter((name) => !/^(vault|index)/.test(name))).toEqual([
    'list',
    'create',
    'created',
    'whoIs',
    'deactivate',
    'remove',
  ]);
});

test('waits until AWS knows the new key', async () => {
  const { accessKeys, deps, find, pauses } = await stage();
  accessKeys.refusals = 3;
  await rotateKey(await find(), deps);
  expect(pauses).toEqual([500, 1000, 2000]);
});

test('keeps the old key in force where the new one never works', async () => {
  const { accessKeys, deps, find } = await stage();
  accessKeys.refusals = 100;
  await expect(rotateKey(await find(), deps)).rejects.toMatchObject({ code: 'BASE_CREDENTIALS' });
  expect((await find()).entry.current.accessKeyId).toBe('AKIAOLD');
  accessKeys.refusals = 0;
  expect((await rotateKey(await find(), deps)).current.accessKeyId).toBe('AKIANEW1');
  expect(accessKeys.keys).toHaveLength(1);
});

test('a second key is deleted only where a person chooses it', async () => {
  const { accessKeys, deps, find, chosen } = await stage();
  accessKeys.add('AKIASECOND');
  await rotateKey(await find(), deps);
  expect(chosen).toEqual(['AKIASECOND']);
  expect(accessKeys.keys.map(({ accessKeyId }) => accessKeyId)).toEqual(['AKIANEW1']);
});

test('nothing changes where nobody chooses', async () => {
  const { accessKeys, deps, find } = await stage();
  accessKeys.add('AKIASECOND');
  const refusal = new MfaExecError('AWS_REFUSED', 'two keys');
  const chooseVictim = () => Promise.reject(refusal);
  await expect(rotateKey(await find(), { ...deps, chooseVictim })).rejects.toBe(refusal);
  expect(accessKeys.keys).toHaveLength(2);
  expect(isRotating((await find()).entry)).toBe(false);
});

test('a session that AWS refuses meanwhile is replaced, once', async () => {
  const { accessKeys, deps, find, sessions } = await stage();
  const { remove } = accessKeys;
  let refused = false;
  accessKeys.remove = async (...args) => {
    if (!refused) {
      refused = true;
      throw new MfaExecError('SESSION_ENDED', 'the session has ended');
    }
    return remove.apply(accessKeys, args);
  };
  await rotateKey(await find(), deps);
  expect(sessions).toEqual([false, true]);
  expect(accessKeys.keys).toHaveLength(1);
});

test('a key of somebody else that appeared meanwhile and is in use goes only where a person chooses it', async () => {
  const { accessKeys, vault, deps, find, chosen } = await stage();
  const { entry } = await find();
  await deps.keyring.save({ ...entry, creating: { since: 0, known: ['AKIAOLD'] } }, vault);
  accessKeys.add('AKIAHERS').lastUsedAt = 5;
  await rotateKey(await find(), deps);
  expect(chosen).toEqual(['AKIAHERS']);
});

test('profiles that share the key get the new one, in other credentials files too', async () => {
  const { accessKeys, deps, find, share, index } = await stage();
  const elsewhere = { profile: 'dev', credentialsPath: '/else/credentials' };
  const twins = [await share(), await share(elsewhere)];
  const { current } = await rotateKey(await find(), deps);
  for (const twin of twins) {
    const { current: theirs } = (await twin()) ?? {};
    expect(theirs).toMatchObject({ accessKeyId: 'AKIANEW1', secretAccessKey: current.secretAccessKey });
  }
  expect(index.keys.map(({ accessKeyId }) => accessKeyId)).toEqual(Array(3).fill('AKIANEW1'));
  expect(accessKeys.keys).toHaveLength(1);
});

test('a key that a profile has in the files too stays, and nothing is made', async () => {
  const { accessKeys, deps, find, profiles } = await stage();
  profiles['work'] = { aws_access_key_id: 'AKIAOLD', aws_secret_access_key: 'secretOfAKIAOLD' };
  await expect(rotateKey(await find(), deps)).rejects.toMatchObject({
    message: 'profile "work" has AKIAOLD in the files, and would be left with a key that is deleted',
    hint: 'mfa-exec keys import --profile work',
  });
  expect(accessKeys.keys).toMatchObject([{ accessKeyId: 'AKIAOLD', active: true }]);
});

test('a key whose other vault is closed stays, and nothing is made', async () => {
  const { accessKeys, deps, find, share, vault, index } = await stage();
  await share();
  const closed = new MfaExecError('STORE_FAILED', 'locked');
  const other = new MemoryVault('file');
  other.failure = closed;
  vault.entries.delete(JSON.stringify([TWIN.profile, TWIN.credentialsPath]));
  index.keys = index.keys.map((key) => (key.profile === 'twin' ? { ...key, vault: 'file' as const } : key));
  const keyring = createKeyring([vault, other], index);
  const config = { profiles: {}, services: {}, configPath: '', credentialsPath: '' };
  const sharers = (id: string) => sharersOf(id, OWNER, keyring, config);
  await expect(rotateKey(await find(), { ...deps, sharers })).rejects.toBe(closed);
  expect(accessKeys.keys).toMatchObject([{ accessKeyId: 'AKIAOLD', active: true }]);
});

describe('interrupted at any step', () => {
  /** Runs a rotation whose step `at` is its last; whether there was such a step. */
  async function cut(at: number) {
    const world = await stage();
    const twin = await world.share();
    let count = 0;
    let isOff = false;
    world.everyStep(() => {
      if (isOff || count++ === at) {
        isOff = true;
        throw new PowerCut();
      }
    });
    const ended = await rotateKey(await world.find(), world.deps).catch((error: unknown) => error);
    world.everyStep(() => {});
    return { world, twin, wasCut: ended instanceof PowerCut };
  }

  test('a key that works is in force, there are two at most, and the next run leaves one that is known', async () => {
    let at = 0;
    for (; ; at++) {
      const { world, twin, wasCut } = await cut(at);
      if (!wasCut) break;
      const { accessKeys, find, deps } = world;
      const { entry } = await find();
      // An ordinary call works with what is current.
      expect(await accessKeys.whoIs(entry.current), `after step ${at}`).toContain('user/');
      expect(await accessKeys.whoIs((await twin())?.current ?? entry.current), `after step ${at}`).toContain(
        'user/',
      );
      expect(accessKeys.keys.length).toBeLessThanOrEqual(2);
      const orphans = accessKeys.keys.filter(
        ({ accessKeyId }) =>
          ![entry.current.accessKeyId, entry.pending?.key.accessKeyId, entry.retired].includes(accessKeyId),
      );
      expect(orphans.length === 0 || entry.creating !== undefined, `orphans after step ${at}`).toBe(true);

      await rotateKey(await find(), deps);
      const last = (await find()).entry;
      expect(isRotating(last)).toBe(false);
      expect(
        accessKeys.keys.map(({ accessKeyId }) => accessKeyId),
        `after step ${at}`,
      ).toEqual([last.current.accessKeyId]);
      expect(await accessKeys.whoIs(last.current)).toContain('user/');
      expect((await twin())?.current.accessKeyId).toBe(last.current.accessKeyId);
    }
    expect(at).toBeGreaterThan(12);
  });
});
