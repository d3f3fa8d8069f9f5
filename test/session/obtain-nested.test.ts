import { beforeEach, describe, expect, it, test } from 'vitest';
import type { MfaExecError } from '../../src/base/errors.ts';
import type { Env } from '../../src/base/ports.ts';
import { buildRequest, type RawOptions } from '../../src/cli/request.ts';
import { execSession } from '../../src/session/exec.ts';
import { SESSION_VARIABLES } from '../../src/session/marker.ts';
import { HOUR, SECRET } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

const ROLE = 'arn:aws:iam::000000000012:role/admin';

/** What the calls under test run in: the environment of a command that an outer mfa-exec started. */
async function call(world: World, env: Env, raw: RawOptions = {}): Promise<Env> {
  await execSession(buildRequest(raw, env), ['x'], { ...world.deps(env), runner: world.runner });
  return world.runner.runs.at(-1)?.env ?? {};
}

async function failure(work: Promise<unknown>): Promise<MfaExecError> {
  return work.then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  );
}

const credentialsOf = (env: Env) => Object.fromEntries(SESSION_VARIABLES.map((name) => [name, env[name]]));

let world: World;
beforeEach(() => {
  world = new World();
  world.prompt.answers = ['123456', '123456', '123456'];
});

describe('a session that an outer mfa-exec left', () => {
  describe.each<[title: string, outer: RawOptions, inner: RawOptions]>([
    ['of the default profile', {}, {}],
    ['of a profile that the outer call named', { '--profile': 'other' }, {}],
    ['of a profile that both name', { '--profile': 'other' }, { '--profile': 'other' }],
    ['of a role that the outer call named', { '--profile': 'admin' }, {}],
    ['of a role that both name', { '--profile': 'admin' }, { '--profile': 'admin' }],
  ])('%s', (_title, outer, inner) => {
    test('is passed through, and the environment stays as it is', async () => {
      const env = await call(world, { PATH: '/bin' }, outer);
      world.takeJournal();
      expect(await call(world, env, inner)).toEqual(env);
      expect(world.takeJournal().filter((entry) => entry !== 'files')).toEqual(['run']);
    });
  });

  test('needs no file at all where nothing names a profile', async () => {
    const env = await call(world, {});
    world.takeJournal();
    await call(world, env);
    expect(world.takeJournal()).toEqual(['run']);
  });

  test('AWS_PROFILE of the outer call is gone and does not matter', async () => {
    const env = await call(world, { AWS_PROFILE: 'other' });
    expect(env['AWS_PROFILE']).toBeUndefined();
    expect(await call(world, env)).toEqual(env);
  });

  test.each<[twin: string, own: string, raw: RawOptions]>([
    ['MFA_EXEC_PROFILE', 'default', { '--profile': 'other' }],
    ['MFA_EXEC_ROLE_ARN', 'arn:aws:iam::000000000012:role/audit', { '--role-arn': ROLE }],
    ['MFA_EXEC_REGION', 'eu-west-3', { '--region': 'us-west-2' }],
  ])('%s that an option overruled does not come back', async (twin, own, raw) => {
    const env = await call(world, { [twin]: own }, raw);
    expect(env[twin]).toBe(Object.values(raw)[0]);
    world.takeJournal();
    expect(await call(world, env)).toEqual(env);
    expect(world.takeJournal().filter((entry) => entry !== 'files')).toEqual(['run']);
  });

  test('a profile in the inner environment names another identity', async () => {
    const env = await call(world, {});
    const inner = await call(world, { ...env, AWS_PROFILE: 'other' });
    expect(inner['AWS_ACCESS_KEY_ID']).toBe('ASIA2');
    expect(inner['MFA_EXEC_SESSION']).not.toBe(env['MFA_EXEC_SESSION']);
  });

  test('another profile gets its own session and its own region, not the outer one’s', async () => {
    world.awsFiles.profiles['default'] = { ...world.awsFiles.profiles['default'], region: 'eu-central-1' };
    world.awsFiles.profiles['other'] = { ...world.awsFiles.profiles['other'], region: 'us-west-2' };
    const env = await call(world, {});
    expect(env['AWS_REGION']).toBe('eu-central-1');
    const inner = await call(world, env, { '--profile': 'other' });
    expect(inner).toMatchObject({ AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-west-2' });
  });

  test('another profile of the same user has the session, and settings of its own', async () => {
    const keys = world.awsFiles.profiles['default'] ?? {};
    world.awsFiles.profiles['a'] = { ...keys, region: 'eu-west-1' };
    world.awsFiles.profiles['b'] = { ...keys, region: 'us-east-1', use_fips_endpoint: 'true' };
    const env = await call(world, {}, { '--profile': 'a' });
    const inner = await call(world, env, { '--profile': 'b' });
    expect(inner).toMatchObject({
      AWS_ACCESS_KEY_ID: env['AWS_ACCESS_KEY_ID'],
      AWS_REGION: 'us-east-1',
      AWS_USE_FIPS_ENDPOINT: 'true',
    });
    expect(await call(world, inner, { '--profile': 'a' })).toEqual(env);
    expect(await call(world, inner)).toEqual(inner);
  });

  test('another profile without a region is not left with the outer one’s', async () => {
    const env = await call(world, {}, { '--profile': 'admin' });
    expect(env['AWS_REGION']).toBe('eu-west-1');
    const inner = await call(world, env, { '--profile': 'audit' });
    expect(inner['AWS_REGION']).toBeUndefined();
  });

  test('--region changes the region and nothing else', async () => {
    const env = await call(world, { AWS_REGION: 'us-east-1' });
    const inner = await call(world, env, { '--region': 'us-west-2' });
    const { MFA_EXEC_SESSION: _marker, ...same } = env;
    expect(inner).toMatchObject({ ...same, AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-west-2' });
    expect(world.takeJournal().filter((entry) => entry === 'run')).toHaveLength(2);
    const innermost = await call(world, inner, { '--profile': 'audit' });
    expect([innermost['AWS_REGION'], innermost['AWS_DEFAULT_REGION']]).toEqual(['us-east-1', 'us-east-1']);
  });

  test('a region that was in the environment before stays there', async () => {
    const env = await call(world, { AWS_REGION: 'eu-north-1' }, { '--profile': 'admin' });
    const inner = await call(world, env, { '--profile': 'audit' });
    expect(inner['AWS_REGION']).toBe('eu-north-1');
  });

  test('--refresh gets a new one of the same user', async () => {
    const env = await call(world, {});
    world.clock.advance(1);
    expect((await call(world, env, { '--refresh': true }))['AWS_ACCESS_KEY_ID']).toBe('ASIA2');
  });

  test('a role is assumed with the same user’s session', async () => {
    const env = await call(world, {});
    const inner = await call(world, env, { '--role-arn': 'arn:aws:iam::000000000012:role/audit' });
    expect(world.aws.assumed.map(({ by }) => by)).toEqual(['ASIA1']);
    expect(inner['AWS_ACCESS_KEY_ID']).toBe('ASIA2');
  });
});

describe('one that has ended', () => {
  test('is replaced where the default profile is the same user', async () => {
    const env = await call(world, {});
    world.clock.advance(12 * HOUR);
    const inner = await call(world, env);
    expect(inner['AWS_ACCESS_KEY_ID']).toBe('ASIA2');
    expect(await call(world, inner)).toEqual(inner);
  });

  test('is replaced where the inner call names the profile', async () => {
    const env = await call(world, {}, { '--profile': 'other' });
    world.clock.advance(12 * HOUR);
    expect((await call(world, env, { '--profile': 'other' }))['AWS_ACCESS_KEY_ID']).toBe('ASIA2');
  });

  const outer: RawOptions = { '--profile': 'other' };
  const audit = 'arn:aws:iam::000000000012:role/audit';

  test.each<[title: string, outer: RawOptions, id: string]>([
    ['a user', outer, 'AKIATWO'],
    ['a role', { '--profile': 'admin' }, 'AKIAONE'],
    ['a chain of roles', { '--profile': 'chained' }, 'AKIAONE'],
    ['a role of an option', { '--profile': 'other', '--role-arn': ROLE }, 'AKIATWO'],
  ])('of %s is renewed as that, with all that came with it', async (_title, raw, id) => {
    const env = await call(world, {}, raw);
    const roles = world.aws.assumed.map(({ role }) => role.arn);
    world.clock.advance(12 * HOUR);
    const { MFA_EXEC_SESSION: _, ...before } = env;
    const { MFA_EXEC_SESSION: _mark, ...inner } = await call(world, env);
    expect(inner).toEqual({ ...before, ...credentialsOf(inner) });
    expect(inner['AWS_ACCESS_KEY_ID']).not.toBe(env['AWS_ACCESS_KEY_ID']);
    expect(world.aws.assumed.slice(roles.length).map(({ role }) => role.arn)).toEqual(roles);
    expect(world.aws.traded.map(({ by }) => by)).toEqual([id, id]);
  });

  test('of a role is renewed with the user’s session, which lives on, and nobody is asked', async () => {
    const env = await call(world, {}, { '--profile': 'admin' });
    world.clock.advance(HOUR);
    world.takeJournal();
    const inner = await call(world, env);
    expect([inner['AWS_REGION'], inner['AWS_ACCESS_KEY_ID']]).toEqual(['eu-west-1', 'ASIA3']);
    expect(world.prompt.questions).toHaveLength(1);
  });

  test('a new one is of the same identity', async () => {
    const env = await call(world, {}, outer);
    world.clock.advance(1);
    await call(world, env, { '--refresh': true });
    expect(world.aws.traded.map(({ by }) => by)).toEqual(['AKIATWO', 'AKIATWO']);
  });

  test('a role is assumed by the user of the outer call', async () => {
    const env = await call(world, {}, outer);
    await call(world, env, { '--role-arn': audit });
    expect(world.aws.assumed.map(({ by, role }) => [by, role.arn])).toEqual([['ASIA1', audit]]);
  });

  const profiles = () => world.awsFiles.profiles;
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: SECRET };
  it.each<[title: string, env: Env, outer: RawOptions, arrange: () => void, sentence: string]>([
    [
      'its profile is gone',
      {},
      outer,
      () => delete profiles()['other'],
      'profile "other" cannot be used here: there is no profile "other"',
    ],
    [
      'its profile has other keys',
      {},
      outer,
      () => {
        profiles()['other'] = { ...profiles()['other'], aws_access_key_id: 'AKIANEW' };
      },
      'profile "other" leads to another identity now',
    ],
    [
      'its profile has another role',
      {},
      { '--profile': 'admin' },
      () => {
        profiles()['admin'] = { ...profiles()['admin'], role_arn: audit };
      },
      'profile "admin" leads to another identity now',
    ],
    [
      'its profile has no role any more',
      {},
      { '--profile': 'admin' },
      () => {
        profiles()['admin'] = { ...profiles()['default'] };
      },
      'profile "admin" leads to another identity now',
    ],
    [
      'its keys were in the environment',
      keys,
      {},
      () => {},
      'was made with keys that only the outer mfa-exec had in its environment',
    ],
  ])('is an error where %s', async (_title, env, raw, arrange, sentence) => {
    const inner = await call(world, env, raw);
    const calls = world.aws.traded.length;
    arrange();
    world.clock.advance(12 * HOUR);
    const error = await failure(call(world, inner));
    expect(error.code).toBe('INHERITED_SESSION_ENDED');
    expect(error.message).toContain('2026-01-02T');
    expect(error.message).toContain(sentence);
    expect(error.hint).toContain('--profile ');
    expect(world.aws.traded).toHaveLength(calls);
  });

  test('a file that cannot be read is still reported as such', async () => {
    const env = await call(world, {}, outer);
    world.clock.advance(12 * HOUR);
    world.awsFiles.load = () => Promise.reject(new TypeError('oops'));
    await expect(call(world, env)).rejects.toThrow('oops');
  });
});

describe('elsewhere, the outer session is not passed on', () => {
  const gov = { AWS_REGION: 'us-gov-west-1' };
  it.each<[title: string, change: Env, raw: RawOptions]>([
    ['at another endpoint', { AWS_ENDPOINT_URL: 'http://localhost:4566' }, {}],
    ['at another STS endpoint', { AWS_ENDPOINT_URL_STS: 'http://localhost:4566' }, {}],
    ['in a region of another partition', {}, { '--region': 'us-gov-west-1' }],
    ['in a region of another partition by the environment', gov, {}],
    ['in a region of another partition by a twin', { MFA_EXEC_REGION: 'us-gov-west-1' }, {}],
  ])('%s: the same user and role get one that holds there', async (_title, change, raw) => {
    const env = await call(world, {}, { '--profile': 'admin' });
    const inner = await call(world, { ...env, ...change }, raw);
    expect(inner['AWS_ACCESS_KEY_ID']).not.toBe(env['AWS_ACCESS_KEY_ID']);
    expect(world.aws.traded.map(({ by }) => by)).toEqual(['AKIAONE', 'AKIAONE']);
    expect(world.aws.assumed.map(({ role }) => role.arn)).toEqual([ROLE, ROLE]);
    expect(await call(world, inner)).toEqual(inner);
  });

  test.each<[title: string, change: Env, raw: RawOptions]>([
    ['in another region', {}, { '--region': 'us-west-2' }],
    ['in another region by the environment', { AWS_REGION: 'us-west-2' }, {}],
    ['at another endpoint of a service that is not STS', { AWS_ENDPOINT_URL_S3: 'http://s3' }, {}],
  ])('%s it holds as well', async (_title, change, raw) => {
    const env = await call(world, {}, { '--profile': 'admin' });
    const inner = await call(world, { ...env, ...change }, raw);
    expect(inner['AWS_ACCESS_KEY_ID']).toBe(env['AWS_ACCESS_KEY_ID']);
    expect(inner['AWS_DEFAULT_REGION']).toBe(inner['AWS_REGION']);
  });

  test('with keys that were in the environment it is an error', async () => {
    const env = await call(world, { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: SECRET });
    const inner = await call(world, env, { '--region': 'us-west-2' });
    expect(inner['AWS_ACCESS_KEY_ID']).toBe(env['AWS_ACCESS_KEY_ID']);
    const error = await failure(call(world, env, { '--region': 'us-gov-west-1' }));
    expect(error.code).toBe('INHERITED_SESSION_ENDED');
  });

  test('with other AWS files it is an error where their profile of that name is somebody else', async () => {
    const env = await call(world, {}, { '--profile': 'other' });
    world.awsFiles.paths = ['/elsewhere/config', '/elsewhere/credentials'];
    expect(await call(world, env)).toMatchObject(credentialsOf(env));
    world.awsFiles.profiles['other'] = { ...world.awsFiles.profiles['default'] };
    expect((await failure(call(world, env))).code).toBe('INHERITED_SESSION_ENDED');
  });
});

describe('the account', () => {
  const account = async (env: Env, raw: RawOptions = {}) => (await call(world, env, raw))['AWS_ACCOUNT_ID'];
  const foreign = { AWS_ACCOUNT_ID: '999999999999' };

  test.each<[title: string, env: Env, raw: RawOptions, expected: string | undefined]>([
    ['is that of the device', {}, {}, '000000000012'],
    ['is that of the role', {}, { '--profile': 'chained' }, '000000000034'],
    ['in the environment gives way', foreign, { '--profile': 'chained' }, '000000000034'],
  ])('%s', async (_title, env, raw, expected) => {
    expect(await account(env, raw)).toBe(expected);
  });

  test('that nothing says is none, and one of the environment is taken out', async () => {
    world.aws.devices = ['GAHT12345678'];
    expect(await account(foreign, { '--profile': 'bare' })).toBeUndefined();
    world.awsFiles.profiles['bare'] = { ...world.awsFiles.profiles['bare'], aws_account_id: '000000000056' };
    expect(await account(foreign, { '--profile': 'bare' })).toBe('000000000056');
  });

  test('of keys in the environment stays', async () => {
    world.aws.devices = ['GAHT12345678'];
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: SECRET };
    expect(await account({ ...keys, ...foreign })).toBe('999999999999');
  });

  test('is the session’s in a nested call as well, whatever somebody set since', async () => {
    const env = await call(world, {}, { '--profile': 'chained' });
    expect(await account({ ...env, ...foreign })).toBe('000000000034');
    expect(await account({ ...env, AWS_ACCOUNT_ID: undefined })).toBe('000000000034');
    expect(await account(env, { '--profile': 'admin' })).toBe('000000000012');
  });
});

describe('a session that mfa-exec did not put there', () => {
  const foreign = {
    AWS_ACCESS_KEY_ID: 'ASIAFOREIGN',
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: 'foreign',
    AWS_CREDENTIAL_EXPIRATION: '2026-01-02T23:00:00Z',
  };

  test('is an error that says how to go on', async () => {
    const error = await failure(call(world, foreign));
    expect(error.code).toBe('FOREIGN_SESSION');
    expect(error.hint).toMatch(/unset AWS_ACCESS_KEY_ID/);
  });

  test('is one too where it replaced ours', async () => {
    const env = { ...(await call(world, {})), ...foreign };
    expect((await failure(call(world, env))).code).toBe('FOREIGN_SESSION');
  });

  test('is nothing in the way of a profile that is named', async () => {
    expect((await call(world, foreign, { '--profile': 'default' }))['AWS_ACCESS_KEY_ID']).toBe('ASIA1');
  });
});

describe('keys in the environment', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: SECRET };

  test('are traded for a session, which the nested call passes on', async () => {
    const env = await call(world, keys);
    expect(env['AWS_ACCESS_KEY_ID']).toBe('ASIA1');
    expect(await call(world, env)).toEqual(env);
  });
});
