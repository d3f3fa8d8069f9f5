/** mfa-exec inside a command that runs under mfa-exec. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { need, needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { createWorld, type World } from './harness/world.ts';

const SHOW = 'mfa-exec -- printenv AWS_ACCESS_KEY_ID';

let world: World;
let env: Record<string, string>;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld({
    profile: { region: 'eu-central-1' },
    config: () =>
      section('profile deploy', {
        role_arn: 'arn:aws:iam::000000000012:role/deployer',
        source_profile: 'default',
        region: 'us-west-2',
      }) + section('profile other', { region: 'eu-north-1' }),
    credentials: ({ user, directory }) => {
      const other = directory.addUser({ name: 'other' });
      return [user, other]
        .map(({ key }, at) =>
          section(at === 0 ? 'default' : 'other', {
            aws_access_key_id: key.accessKeyId,
            aws_secret_access_key: key.secretAccessKey,
          }),
        )
        .join('');
    },
  });
  env = installed(world);
  await world.warm();
});
afterEach(() => world?.dispose());

const operations = () => world.sandbox.calls.map(({ operation }) => operation);
const inside = (script: string, ...options: string[]) =>
  world.run([...options, '--', 'sh', '-c', script], { env });

describe('passes on', () => {
  test('the session to the recipes of make, which asks for nothing', async (context) => {
    need(context, 'make');
    writeFileSync(join(world.home, 'Makefile'), `all: a b c d\na b c d:\n\t@${SHOW}\n`);
    const { stdout, stderr, status } = await world.run(['--', 'make', '-s', '-j4'], { env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const ids = stdout.trim().split('\n');
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
    expect(operations()).toEqual([]);
  });

  test('a role that the outer call named', async () => {
    const { stdout } = await inside(`printenv AWS_ACCESS_KEY_ID AWS_REGION; ${SHOW}`, '--profile', 'deploy');
    const [outer, region, inner] = stdout.trim().split('\n');
    expect(inner).toBe(outer);
    expect(region).toBe('us-west-2');
    expect(operations()).toEqual(['AssumeRole']);
  });
});

describe('goes its own way', () => {
  test('where it names another profile, with that one’s region', async () => {
    const nested = 'mfa-exec --profile deploy --no-prompt -- printenv AWS_REGION';
    const { stdout } = await inside(`printenv AWS_REGION; ${nested}`);
    expect(stdout).toBe('eu-central-1\nus-west-2\n');
    expect(operations()).toEqual(['AssumeRole']);
  });

  test('in the region that a recipe sets for itself', async () => {
    const { stdout } = await inside('AWS_REGION=sa-east-1 mfa-exec --profile deploy -- printenv AWS_REGION');
    expect(stdout).toBe('sa-east-1\n');
  });

  test('where --region names another region, three deep', async () => {
    const show = 'mfa-exec --region ap-south-1 -- sh -c';
    const back = 'mfa-exec --profile deploy -- printenv AWS_REGION AWS_DEFAULT_REGION';
    const script = `printenv AWS_REGION AWS_DEFAULT_REGION; ${back}`;
    const { stdout } = await world.run(['--', 'sh', '-c', `${show} '${script}'`], {
      env: { ...env, AWS_REGION: 'eu-west-3' },
    });
    // What an outer call set for its own command is not what the environment had.
    expect(stdout).toBe('ap-south-1\nap-south-1\neu-west-3\neu-west-3\n');
  });
});

describe('an outer session that has ended', () => {
  const ended = 'export AWS_CREDENTIAL_EXPIRATION=2020-01-01T00:00:00Z';

  test('is replaced by the cached one of the same user', async () => {
    const { stdout } = await inside(`printenv AWS_ACCESS_KEY_ID; ${ended}; ${SHOW}`);
    const [outer, inner] = stdout.trim().split('\n');
    expect(inner).toBe(outer);
    expect(operations()).toEqual([]);
  });

  test('is an error where its profile leads to somebody else by now', async () => {
    const rename = "sed -i 's/profile deploy/profile gone/' ~/.aws/config";
    const { stdout, stderr, status } = await inside(`${ended}; ${rename}; ${SHOW}`, '--profile', 'deploy');
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).toBe(
      'mfa-exec: the session here (until 2020-01-01T00:00:00Z) cannot be renewed: profile "deploy" cannot be used here: there is no profile "deploy"\n' +
        'mfa-exec: hint: name the profile that you want: --profile deploy; after an export: eval "$(mfa-exec export --unset)"\n',
    );
  });
});

test('a session that something else put into the environment is explained', async () => {
  const foreign = { AWS_ACCESS_KEY_ID: 'ASIAFOREIGN', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'y' };
  const { status, stderr } = await world.run(['--', 'true'], { env: foreign });
  expect(status).toBe(125);
  expect(stderr).toMatch(/^mfa-exec: the environment has a session that mfa-exec did not make/);
  expect(stderr).toContain(
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN, or name a profile',
  );
  expect((await world.run(['--profile', 'default', '--', 'true'], { env: foreign })).status).toBe(0);
});
