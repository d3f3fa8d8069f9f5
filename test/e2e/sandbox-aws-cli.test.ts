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

  function sessionKeys(): Record<string, string> {
    const { sessions, user } = world.sandbox;
    const { accessKeyId, secretAccessKey, sessionToken } = sessions.issue(
      { kind: 'user', user, mfa: true },
      3600,
    );
    return {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
  }

  const proof = (code: string) => [
    '--serial-number',
    world.sandbox.directory.device().serial,
    '--token-code',
    code,
  ];

  test('lists the cluster with the three variables of a session that it got', async () => {
    const answer = await aws(['sts', 'get-session-token', ...proof(world.freshCode())]);
    const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(answer.stdout).Credentials;
    const keys = {
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
    };
    const { stdout } = await aws(['eks', 'list-clusters'], keys);
    expect(JSON.parse(stdout).clusters).toEqual(['my-cluster-name-here']);
  });

  test('reads the device of who is calling', async () => {
    const devices = await aws(['iam', 'list-mfa-devices', '--query', 'MFADevices[].SerialNumber']);
    expect(JSON.parse(devices.stdout)).toEqual(['arn:aws:iam::000000000012:mfa/yourusername']);
  });

  test('assumes a role', async () => {
    const arn = 'arn:aws:iam::000000000012:role/deployer';
    const args = ['sts', 'assume-role', '--role-arn', arn, '--role-session-name', 'me'];
    const { stdout } = await aws([...args, '--query', 'AssumedRoleUser.Arn'], sessionKeys());
    expect(JSON.parse(stdout)).toBe('arn:aws:sts::000000000012:assumed-role/deployer/me');
  });

  test('is told when the session is over', async () => {
    const keys = sessionKeys();
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
    const keys = sessionKeys();
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
