/** Roles: one code and one session of the user behind any number of them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { need, needPosix } from './harness/has.ts';
import { awsWords } from './harness/real-aws.ts';
import { createWorld, type World } from './harness/world.ts';

const ACCOUNT = '000000000012';
const USER = `arn:aws:iam::${ACCOUNT}:user/yourusername`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const PROFILES = {
  deploy: { role_arn: role('deployer'), source_profile: 'default', role_session_name: 'me' },
  audit: { role_arn: role('auditor'), source_profile: 'default' },
  partner: {
    role_arn: role('partner'),
    source_profile: 'default',
    external_id: '42',
    duration_seconds: '900',
  },
  // Assumed by a role: there is no MFA in such a session that a trust policy could ask for.
  chained: { role_arn: role('inner'), source_profile: 'deploy', role_session_name: 'chain' },
  stranger: { role_arn: role('partner'), source_profile: 'default', external_id: '43' },
};

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld({
    sandbox: {
      roles: [
        { name: 'deployer' },
        { name: 'auditor' },
        { name: 'partner', externalId: '42' },
        { name: 'inner', requireMfa: false },
      ],
    },
    config: () =>
      Object.entries(PROFILES)
        .map(([name, keys]) => section(`profile ${name}`, { region: 'eu-central-1', ...keys }))
        .join(''),
  });
});
afterEach(() => world?.dispose());

/** What STS was asked since the last look. */
function stsCalls(): string[] {
  const calls = world.sandbox.calls.splice(0);
  return calls.map(({ operation }) => operation).filter((operation) => operation !== 'GetCallerIdentity');
}

/** The access key id that a command gets with these options. */
async function keyId(...options: string[]): Promise<string> {
  const { stdout, stderr } = await world.run([...options, '--', 'printenv', 'AWS_ACCESS_KEY_ID']);
  expect(stderr).toBe('');
  return stdout.trim();
}

const principal = (accessKeyId: string) => world.sandbox.sessions.find(accessKeyId)?.principal;

describe('the real aws', () => {
  test('is the user, then three roles: one code, one session, and nothing on a second round', async (context) => {
    need(context, 'aws');
    const aws = awsWords(world.env, world.sandbox.url);
    const whoAmI = async (...options: string[]) => {
      const args = [...options, '--', ...aws, 'sts', 'get-caller-identity', '--output', 'json'];
      const { stdout, stderr } = await world.run(args);
      expect(stderr).toBe('');
      return String(JSON.parse(stdout).Arn);
    };
    const first = [
      await whoAmI('--mfa-process', world.mfaProcess),
      await whoAmI('--profile', 'deploy', '--no-prompt'),
      await whoAmI('--profile', 'audit', '--no-prompt'),
      await whoAmI('--profile', 'partner', '--no-prompt'),
    ];
    const assumed = (name: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}`;
    expect(first.slice(0, 2)).toEqual([USER, `${assumed('deployer')}/me`]);
    expect(first[2]).toMatch(new RegExp(`^${assumed('auditor')}/mfa-exec-yourusername$`));
    expect(first[3]).toMatch(new RegExp(`^${assumed('partner')}/mfa-exec-yourusername$`));
    expect(stsCalls()).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole', 'AssumeRole']);
    expect(world.processCodes()).toHaveLength(1);

    const again = [await keyId()];
    for (const name of ['deploy', 'audit', 'partner'])
      again.push(await keyId('--profile', name, '--no-prompt'));
    expect(again).toEqual(world.sandbox.sessions.all().map(({ accessKeyId }) => accessKeyId));
    expect(stsCalls()).toEqual([]);
    expect(world.processCodes()).toHaveLength(1);
  }, 120_000);
});

test('a role needs no login before it', async () => {
  const id = await keyId('--profile', 'deploy', '--mfa-process', world.mfaProcess);
  expect(principal(id)).toMatchObject({ kind: 'role', arn: expect.stringMatching(/deployer\/me$/) });
  expect(stsCalls()).toEqual(['GetSessionToken', 'AssumeRole']);
});

test('--role-arn takes any role, and the one of a profile in its place', async () => {
  await world.warm();
  expect(principal(await keyId('--role-arn', role('auditor')))).toMatchObject({ role: { name: 'auditor' } });
  const replaced = await keyId('--profile', 'deploy', '--role-arn', role('auditor'));
  expect(principal(replaced)).toMatchObject({ role: { name: 'auditor' } });
  // The second one has the profile's session name, and so is another session.
  expect(stsCalls()).toEqual(['AssumeRole', 'AssumeRole']);
});

test('a role’s session that ends soon is renewed without a question', async () => {
  await world.warm();
  world.sandbox.sessions.ttlSeconds = 300;
  const first = await keyId('--profile', 'audit', '--no-prompt');
  world.sandbox.sessions.ttlSeconds = undefined;
  const second = await keyId('--profile', 'audit', '--no-prompt');
  expect(second).not.toBe(first);
  expect(await keyId('--profile', 'audit', '--no-prompt')).toBe(second);
  expect(stsCalls()).toEqual(['AssumeRole', 'AssumeRole']);
});

test('a role is assumed by a role', async () => {
  await world.warm();
  expect(principal(await keyId('--profile', 'chained'))).toMatchObject({
    arn: expect.stringMatching(/inner\/chain$/),
  });
  expect(stsCalls()).toEqual(['AssumeRole', 'AssumeRole']);
  await keyId('--profile', 'deploy');
  expect(stsCalls()).toEqual([]);
});

test('duration_seconds is what is asked for', async () => {
  await world.warm();
  const issued = world.sandbox.sessions.find(await keyId('--profile', 'partner'));
  expect((issued?.expiresAt ?? 0) - world.sandbox.clock.now()).toBeLessThanOrEqual(900_000);
});

test('a wrong external id is an error that names the role, and what may help', async () => {
  await world.warm();
  const { status, stderr } = await world.run(['--profile', 'stranger', '--', 'true']);
  expect(status).toBe(125);
  expect(stderr).toBe(
    `mfa-exec: AWS does not let this user assume ${role('partner')}\n` +
      'mfa-exec: hint: the role may want a recent code: `mfa-exec login --refresh --profile stranger` in a terminal; ' +
      'if not, its trust policy, its external_id or a policy of yours forbids it: ask an administrator of account 000000000012\n',
  );
});

test('status shows the roles, logout forgets them with their user', async () => {
  await world.warm();
  await keyId('--profile', 'deploy');
  const { stdout } = await world.run(['status']);
  expect(stdout).toMatch(/default {2}- /);
  expect(stdout).toContain('deployer');
  expect((await world.run(['logout'])).stderr).toContain(
    'forgot the session of yourusername, and that of 1 role made from it\n',
  );
});
