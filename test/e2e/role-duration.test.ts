/** Roles of more than an hour, roles that want a recent code, and options that a cached session does not have. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { needPosix } from './harness/has.ts';
import { testNodes } from './harness/nodes.ts';
import { createWorld, type World } from './harness/world.ts';

const role = (name: string) => `arn:aws:iam::000000000012:role/${name}`;
const profile = (name: string, keys: Readonly<Record<string, string>>) =>
  section(`profile ${name}`, { role_arn: role(name), source_profile: 'default', ...keys });

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld({
    sandbox: {
      roles: [
        { name: 'long', maxSessionSeconds: 43_200 },
        { name: 'short' },
        { name: 'far', requireMfa: false, maxSessionSeconds: 43_200 },
        { name: 'careful', maxMfaAgeSeconds: 60 },
        { name: 'closed', externalId: 'a-secret-of-others' },
      ],
    },
    config: () =>
      profile('long', { duration_seconds: '43200' }) +
      profile('short', { duration_seconds: '43200' }) +
      profile('far', { duration_seconds: '43200', source_profile: 'long' }) +
      profile('careful', {}) +
      profile('closed', {}),
  });
});
afterEach(() => world?.dispose());

/** What STS was asked since the last look. */
function stsCalls(): string[] {
  return world.sandbox.calls.splice(0).map(({ operation, errorCode }) => `${operation} ${errorCode ?? 'ok'}`);
}

describe.each(testNodes())('on Node $version', ({ path: node }) => {
  const run = (...args: string[]) => world.run([...args, '--', 'printenv', 'AWS_ACCESS_KEY_ID'], { node });

  test('a role of twelve hours is one AssumeRole, and serves for its life', async () => {
    const first = await run('--profile', 'long', '--mfa-process', world.mfaProcess);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(stsCalls()).toEqual(['AssumeRole ok']);
    const session = world.sandbox.sessions.find(first.stdout.trim());
    expect(session?.principal).toMatchObject({ role: { name: 'long' } });
    expect((session?.expiresAt ?? 0) - (session?.issuedAt ?? 0)).toBeGreaterThan(43_190_000);
    expect((await run('--profile', 'long', '--no-prompt')).stdout).toBe(first.stdout);
    expect(stsCalls()).toEqual([]);
  });

  test('one that may not last so long lasts an hour, as one behind another role does', async () => {
    await world.warm();
    const short = await run('--profile', 'short', '--token-code', world.freshCode());
    expect(short.status).toBe(0);
    expect(short.stderr).toMatch(/short gives no session of 12h: it lasts 1h/);
    expect(stsCalls()).toEqual(['AssumeRole ValidationError', 'AssumeRole ok']);

    const far = await run('--profile', 'far', '--no-prompt');
    expect(far).toMatchObject({ status: 0 });
    expect(far.stderr).toBe(
      `mfa-exec: ${role('far')} is assumed by another role: AWS gives it 1h, not 12h\n`,
    );
    expect(stsCalls()).toEqual(['AssumeRole ok', 'AssumeRole ok']);
  });

  test('a role that wants a recent code gets one; a closed one costs one in vain', async () => {
    await world.warm();
    world.sandbox.clock.advance(61_000);
    const refused = await run('--profile', 'careful', '--no-prompt');
    expect(refused.status).toBe(125);
    expect(refused.stderr).toContain('`mfa-exec login --refresh --profile careful` in a terminal');
    stsCalls();
    const careful = await run('--profile', 'careful', '--mfa-process', world.mfaProcess);
    expect(careful).toMatchObject({ status: 0, stderr: '' });
    expect(stsCalls()).toEqual(['AssumeRole AccessDenied', 'GetSessionToken ok', 'AssumeRole ok']);

    await run('--profile', 'closed', '--mfa-process', world.mfaProcess);
    const codes = world.processCodes().length;
    const again = await run('--profile', 'closed', '--mfa-process', world.mfaProcess);
    expect(again.status).toBe(125);
    expect(again.stderr).toContain('administrator of account 000000000012');
    expect(world.processCodes()).toHaveLength(codes);
  });

  test('a cached session that was asked for otherwise says so, unless it shall be quiet', async () => {
    await world.warm();
    const noted = await run('--duration', '15m', '--mfa-serial', 'GAHT12345678');
    expect(noted.stderr).toBe(
      'mfa-exec: a cached session is used, so --duration 15m and --mfa-serial GAHT12345678 had no effect ' +
        '(--refresh gets a new session)\n',
    );
    expect((await run('--duration', '15m', '--quiet')).stderr).toBe('');
    expect((await run('--duration', '12h')).stderr).toBe('');
  });
});

test('on a terminal, a person is told why a second code is asked for', async () => {
  await world.warm();
  world.sandbox.clock.advance(61_000);
  const terminal = world.open(['--profile', 'careful', '--', 'echo', 'done']);
  await terminal.waitFor('AWS does not let this user assume');
  await terminal.waitFor('MFA code for yourusername');
  terminal.write(`${world.freshCode()}\r`);
  await terminal.waitFor('done');
  expect((await terminal.exit).exitCode).toBe(0);
});
