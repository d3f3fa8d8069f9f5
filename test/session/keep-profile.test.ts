import { beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/main.ts';
import { undoChanges } from '../../src/session/marker.ts';
import { FakeApp, World } from '../fakes/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

/** The environment that the command gets. */
async function run(args: readonly string[], env: Record<string, string | undefined> = {}) {
  const app = new FakeApp(env, world);
  expect(await main([...args, '--', 'x'], app), app.err).toEqual({ code: 0 });
  return { ...world.runner.runs.at(-1)?.env };
}

describe('--keep-profile', () => {
  test.each([
    ['an option', ['--keep-profile', '--profile', 'other'], {}],
    ['the variable', ['--profile', 'other'], { MFA_EXEC_KEEP_PROFILE: '1' }],
    ['AWS_PROFILE itself', ['--keep-profile'], { AWS_PROFILE: 'other' }],
    ['an option over AWS_PROFILE', ['--keep-profile', '--profile', 'other'], { AWS_PROFILE: 'admin' }],
  ])('names the profile: %s', async (_name, args, env) => {
    const child = await run(args, env);
    expect([child['AWS_PROFILE'], child['AWS_ACCESS_KEY_ID']]).toEqual([
      'other',
      expect.stringMatching(/^ASIA/),
    ]);
  });

  test('is refused beside --server, which AWS_PROFILE would come before', async () => {
    const app = new FakeApp({ MFA_EXEC_KEEP_PROFILE: '1' }, world);
    expect(await main(['--server', '--', 'x'], app)).toEqual({ code: 125 });
    expect(app.err).toContain('--keep-profile and --server exclude each other');
  });

  test('without it AWS_PROFILE is gone', async () => {
    expect(await run([], { AWS_PROFILE: 'other' })).not.toHaveProperty('AWS_PROFILE');
  });

  test.each([[[]], [['--keep-profile']], [['--region', 'eu-west-3']]])(
    'a nested call with %j means the same identity, and hands the name on',
    async (args) => {
      const outer = await run(['--keep-profile', '--profile', 'other'], { AWS_PROFILE: 'admin' });
      const inner = await run(args, outer);
      expect(inner).toMatchObject({ AWS_PROFILE: 'other', AWS_ACCESS_KEY_ID: outer['AWS_ACCESS_KEY_ID'] });
    },
  );

  test('a nested call can ask for it', async () => {
    const outer = await run(['--profile', 'other']);
    const inner = await run(['--keep-profile'], outer);
    expect(inner).toMatchObject({ AWS_PROFILE: 'other', AWS_ACCESS_KEY_ID: outer['AWS_ACCESS_KEY_ID'] });
    expect(await run([], inner)).toEqual(inner);
  });

  test('a nested call for another profile does not inherit the name', async () => {
    const outer = await run(['--keep-profile', '--profile', 'audit']);
    expect(await run(['--profile', 'admin'], outer)).not.toHaveProperty('AWS_PROFILE');
    expect(await run(['--profile', 'admin', '--keep-profile'], outer)).toHaveProperty('AWS_PROFILE', 'admin');
  });

  test('what was there before comes back', async () => {
    const child = await run(['--keep-profile', '--profile', 'other'], { AWS_PROFILE: 'admin' });
    expect(undoChanges(child).set).toMatchObject({ AWS_PROFILE: 'admin' });
    const bare = await run(['--keep-profile', '--profile', 'other']);
    expect(undoChanges(bare).unset).toContain('AWS_PROFILE');
  });

  test('keys of the environment have no profile', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'AKIAENV',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_MFA_SERIAL: 'arn:aws:iam::1:mfa/u',
    };
    expect(
      await run(['--keep-profile', '--mfa-serial', 'arn:aws:iam::000000000012:mfa/u'], env),
    ).not.toHaveProperty('AWS_PROFILE');
  });
});
