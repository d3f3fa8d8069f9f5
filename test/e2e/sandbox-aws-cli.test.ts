import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWith } from './harness/has.ts';
import { type RunResult, runCommand } from './harness/program.ts';
import { awsWords } from './harness/real-aws.ts';
import { createWorld, type World } from './harness/world.ts';

describeWith(['aws'], 'the real AWS CLI on the sandbox', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.dispose());

  /** As the demo does it: by AWS_ENDPOINT_URL where the CLI knows the variable, else by its option. */
  function aws(args: readonly string[], keys: Record<string, string> = {}): Promise<RunResult> {
    const env = { ...world.env, ...keys, AWS_PAGER: '' };
    const [file, ...options] = awsWords(env, world.sandbox.url);
    return runCommand(file, [...options, ...args], { env });
  }

  async function sessionKeys(): Promise<Record<string, string>> {
    const { stdout } = await aws(['sts', 'get-session-token', ...proof(world.freshCode())]);
    const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(stdout).Credentials;
    return {
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
    };
  }

  const proof = (code: string) => [
    '--serial-number',
    world.sandbox.directory.device().serial,
    '--token-code',
    code,
  ];

  test('is denied without MFA, in the words of the scene', async () => {
    const { status, stderr } = await aws(['eks', 'list-clusters']);
    expect(status).not.toBe(0);
    expect(stderr.trim()).toContain(
      'An error occurred (AccessDeniedException) when calling the ListClusters operation: User: arn:aws:iam::000000000012:user/yourusername is not authorized to perform: eks:ListClusters on resource: arn:aws:eks:eu-central-1:000000000012:cluster/* with an explicit deny',
    );
  });

  test('lists the cluster with the three variables', async () => {
    const { stdout } = await aws(['eks', 'list-clusters'], await sessionKeys());
    expect(JSON.parse(stdout).clusters).toEqual(['my-cluster-name-here']);
  });

  test('reads who is calling and with which device', async () => {
    const devices = await aws(['iam', 'list-mfa-devices', '--query', 'MFADevices[].SerialNumber']);
    expect(JSON.parse(devices.stdout)).toEqual(['arn:aws:iam::000000000012:mfa/yourusername']);
    const identity = await aws(['sts', 'get-caller-identity', '--query', 'Arn']);
    expect(JSON.parse(identity.stdout)).toBe('arn:aws:iam::000000000012:user/yourusername');
  });

  test('assumes a role', async () => {
    const arn = 'arn:aws:iam::000000000012:role/deployer';
    const args = ['sts', 'assume-role', '--role-arn', arn, '--role-session-name', 'me'];
    const { stdout } = await aws([...args, '--query', 'AssumedRoleUser.Arn'], await sessionKeys());
    expect(JSON.parse(stdout)).toBe('arn:aws:sts::000000000012:assumed-role/deployer/me');
  });

  test('is told when the session is over', async () => {
    const keys = await sessionKeys();
    world.sandbox.sessions.endAll();
    const { stderr } = await aws(['eks', 'list-clusters'], keys);
    expect(stderr).toContain('(ExpiredTokenException)');
  });

  test('is told that a code is wrong', async () => {
    const { stderr } = await aws([
      'sts',
      'get-session-token',
      ...proof(world.sandbox.directory.device().wrongCode()),
    ]);
    expect(stderr).toContain(
      'An error occurred (AccessDenied) when calling the GetSessionToken operation: MultiFactorAuthentication failed with invalid MFA one time pass code.',
    );
  });

  test('keeps a file in S3', async () => {
    const keys = await sessionKeys();
    const file = join(world.home, 'a file');
    writeFileSync(file, 'kept\n');
    const put = await aws(['s3', 'cp', file, 's3://bucket/a folder/+é&file'], keys);
    expect(put.stderr).toBe('');
    expect((await aws(['s3', 'cp', 's3://bucket/a folder/+é&file', '-'], keys)).stdout).toBe('kept\n');
  });

  test('is denied what the sandbox does not offer', async () => {
    const { stderr } = await aws(['ec2', 'describe-instances']);
    expect(stderr).toContain('An error occurred (UnauthorizedOperation)');
    expect(stderr).toContain('with an explicit deny');
  });
});
