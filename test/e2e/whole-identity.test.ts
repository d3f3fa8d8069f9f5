/** The command is who the AWS CLI would be, where it would be, with all that the profile says; and stays so. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { need, needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { type TestNode, testNodes } from './harness/nodes.ts';
import { runCommand } from './harness/program.ts';
import { awsWords } from './harness/real-aws.ts';
import { createWorld, type World } from './harness/world.ts';

const USER = 'arn:aws:iam::000000000012:user/yourusername';
const ROLE = 'arn:aws:iam::000000000012:role/Short';
const CLUSTER = 'eks describe-cluster --name my-cluster-name-here --query cluster.arn --output text';

let world: World;
let aws: string;
beforeEach(async (context) => {
  needPosix(context);
  need(context, 'aws');
  world = await createWorld({
    sandbox: { roles: [{ name: 'Short' }] },
    profile: { output: 'text', retry_mode: 'adaptive', s3: '\n  addressing_style = path' },
    config: () =>
      section('profile prod', {
        role_arn: ROLE,
        source_profile: 'default',
        region: 'eu-north-1',
        duration_seconds: '900',
        role_session_name: 'me',
      }) +
      section('profile plain', { output: 'json', region: 'eu-north-1' }) +
      section('profile nowhere', {}),
    credentials: ({ user }) => {
      const keys = {
        aws_access_key_id: user.key.accessKeyId,
        aws_secret_access_key: user.key.secretAccessKey,
      };
      return ['default', 'plain', 'nowhere'].map((name) => section(name, keys)).join('');
    },
  });
  aws = awsWords(world.env, world.sandbox.url).join(' ');
  await world.warm();
});
afterEach(() => world?.dispose());

/** A line of shell, with `mfa-exec` on its PATH. */
const shell = ({ path }: TestNode, line: string, env = {}) =>
  runCommand('sh', ['-c', line], { env: { ...installed(world, path), ...env }, cwd: world.home });

describe.each(testNodes())('Node $version', (node) => {
  test('a recipe that goes on after the role’s session has ended is still the role, in its region', async () => {
    const who = `${aws} sts get-caller-identity --query Arn --output text; ${aws} ${CLUSTER}`;
    const recipe = `all:\n\t@mfa-exec -- sh -c '${who}'\n\t@mfa-exec --min-ttl 20m -- sh -c '${who}'\n\t@mfa-exec --refresh -- sh -c '${who}'\n`;
    writeFileSync(join(world.home, 'Makefile'), recipe);
    const { stdout, stderr } = await shell(node, 'mfa-exec --profile prod -- make -s', {
      MFA_EXEC_MFA_PROCESS: world.mfaProcess,
    });
    const whole = [
      'arn:aws:sts::000000000012:assumed-role/Short/me',
      'arn:aws:eks:eu-north-1:000000000012:cluster/my-cluster-name-here',
    ];
    expect({ stderr, lines: stdout.trim().split('\n') }).toEqual({
      stderr: '',
      lines: [...whole, ...whole, ...whole],
    });
    const assumed = world.sandbox.calls.filter(({ operation }) => operation === 'AssumeRole');
    expect(assumed).toHaveLength(3);
  });

  test('one region variable is the region in both spellings', async () => {
    const line = `mfa-exec --profile prod -- sh -c 'printenv AWS_REGION AWS_DEFAULT_REGION; ${aws} ${CLUSTER}'`;
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
      const { stdout } = await shell(node, line, { [name]: 'us-west-2' });
      expect(stdout).toBe(
        'us-west-2\nus-west-2\narn:aws:eks:us-west-2:000000000012:cluster/my-cluster-name-here\n',
      );
    }
  });

  test('the account is that of the session', async () => {
    const foreign = { AWS_ACCOUNT_ID: '999999999999' };
    const { stdout } = await shell(node, 'mfa-exec --profile prod -- printenv AWS_ACCOUNT_ID', foreign);
    expect(stdout).toBe('000000000012\n');
    const json = await shell(node, 'mfa-exec --profile prod export --format process', foreign);
    expect(JSON.parse(json.stdout)).toMatchObject({ Version: 1, AccountId: '000000000012' });
  });
});

describe('beside the AWS CLI', () => {
  const [node = { version: '', path: process.execPath }] = testNodes();
  const identity = { UserId: expect.any(String), Account: '000000000012', Arn: USER };
  const both = async (profile: string, command: string) => [
    await shell(node, `${aws} --profile ${profile} ${command}`),
    await shell(node, `mfa-exec --profile ${profile} -- ${aws} ${command}`),
  ];

  test('the format is the profile’s, not that of [default]', async () => {
    for (const { stdout } of await both('plain', 'sts get-caller-identity')) {
      expect(JSON.parse(stdout)).toEqual(identity);
    }
  });

  test('a profile without a region has none, and the doctor says so', async () => {
    for (const { status, stdout, stderr } of await both('nowhere', 'eks list-clusters')) {
      expect({ status, stdout }).toEqual({ status: expect.any(Number), stdout: '' });
      expect(status).not.toBe(0);
      expect(stderr).toMatch(/You must specify a region|no_region_in_profile/);
    }
    expect(world.sandbox.calls.map(({ operation }) => operation)).not.toContain('ListClusters');
    const { stdout } = await shell(node, 'mfa-exec doctor --profile nowhere');
    expect(stdout).toMatch(/^! profile .*no region; a command that needs a region must name it, or fails$/m);
    expect(stdout).toMatch(/^! profile +region, retry_mode, s3: no variable can say/m);
    expect(stdout).not.toContain('us-east-1');
  });

  test('how S3 is addressed and how often is tried again is the profile’s', async () => {
    const debug = '--debug s3api list-objects-v2 --bucket some-bucket';
    const traits = await both('plain', debug);
    const [bare, wrapped] = traits.map(({ stderr }) => [
      /url=(\S+?)[,?]/.exec(stderr)?.[1],
      /retry-mode#(\w+)/.exec(stderr)?.[1],
    ]);
    expect(wrapped).toEqual(bare);
    // Old versions do not say it.
    expect(bare?.[1] ?? 'legacy').toMatch(/legacy|standard/);
  });
});

/** The program that it is judged by knows variables that a later version may add to. */
test('every variable of botocore that a profile has a key for is known', async (context) => {
  // Debian's AWS CLI brings a botocore of its own.
  const script = [
    'import json',
    'try: from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as v',
    'except ImportError: from awscli.botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as v',
    'print(json.dumps([[k[0], k[1]] for k in v.values() if k[0] and k[1]]))',
  ].join('\n');
  const { stdout, status } = await runCommand('python3', ['-c', script], { env: { ...process.env } });
  if (status !== 0) return context.skip('no botocore in python3');
  const { SETTING_VARIABLES } = await import('../../src/identity/setting-variables.ts');
  const known = new Map(SETTING_VARIABLES.map(([key, variables]) => [key, variables]));
  const botocore: [string, string][] = JSON.parse(stdout);
  const unknown = botocore.filter(([key, name]) => key !== 'region' && !known.get(key)?.includes(name));
  expect(unknown).toEqual([]);
});
