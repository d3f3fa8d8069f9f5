/** Hints that are a command line: each is run in the situation that it is for, and the call that failed works then. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { need, needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { newestNode } from './harness/nodes.ts';
import { runCommand } from './harness/program.ts';
import { awsWords } from './harness/real-aws.ts';
import { createWorld, type World, type WorldOptions } from './harness/world.ts';

const ROLE = 'arn:aws:iam::000000000012:role/deployer';
const AS_ROLE = section('profile admin', { role_arn: ROLE, source_profile: 'default', external_id: '42' });

let world: World;
beforeEach((context) => needPosix(context));
afterEach(() => world?.dispose());

async function start(options: WorldOptions = {}): Promise<void> {
  world = await createWorld({ sandbox: { roles: [{ name: 'deployer', externalId: '42' }] }, ...options });
}

const keys = ({ user }: World['sandbox']) => ({
  aws_access_key_id: user.key.accessKeyId,
  aws_secret_access_key: user.key.secretAccessKey,
});

/** aws-mfa's layout: the keys under `[default-long-term]`, and in `[default]` what it made of them. */
const temporary = (sandbox: World['sandbox']) => {
  const { sessions, user } = sandbox;
  const session = sessions.issue({ kind: 'user', user, mfa: true }, 3600);
  return (
    section('default', {
      aws_access_key_id: session.accessKeyId,
      aws_secret_access_key: session.secretAccessKey,
      aws_session_token: session.sessionToken,
    }) + section('default-long-term', keys(sandbox))
  );
};

interface Situation {
  readonly what: string;
  readonly world?: WorldOptions;
  readonly args: readonly string[];
  /** The line in the hint. */
  readonly line: RegExp;
  readonly env?: Readonly<Record<string, string>>;
  /** What the line needs beside it: a person's code. */
  readonly code?: boolean;
  readonly before?: () => Promise<void> | void;
  readonly aws?: boolean;
}

const SITUATIONS: readonly Situation[] = [
  {
    what: 'a role on temporary keys keeps its external id',
    world: { config: () => AS_ROLE, credentials: temporary },
    args: ['--profile', 'admin'],
    line: /aws configure set .*/,
    aws: true,
  },
  {
    what: 'temporary keys',
    world: { credentials: temporary },
    args: [],
    line: /(?<=: )--profile .*/,
  },
  {
    what: 'a role on a profile that mfa-exec itself serves',
    world: {
      config: () =>
        section('profile served', { credential_process: 'mfa-exec export --format process --profile base' }) +
        section('profile admin', { role_arn: ROLE, source_profile: 'served', external_id: '42' }),
      credentials: (sandbox) => section('base', keys(sandbox)),
    },
    args: ['--profile', 'admin'],
    line: /aws configure set .*/,
    aws: true,
  },
  {
    what: 'nobody may be asked',
    world: { config: () => AS_ROLE },
    args: ['--profile', 'admin', '--no-prompt'],
    line: /(?<=`)mfa-exec login[^`]*/,
    code: true,
  },
  {
    what: 'nobody may be asked, and a store is named',
    args: ['--no-prompt', '--store', 'file'],
    line: /(?<=`)mfa-exec login[^`]*/,
    env: { MFA_EXEC_STORE: '' },
    code: true,
  },
  {
    what: 'a session that AWS has ended',
    world: { config: () => AS_ROLE },
    args: ['--profile', 'admin'],
    before: async () => {
      await world.warm();
      world.sandbox.sessions.endAll();
    },
    line: /mfa-exec login --refresh.*/,
    code: true,
  },
  {
    what: 'an encrypted store without its passphrase',
    args: [],
    before: async () => {
      await world.run(['login'], {
        env: { MFA_EXEC_PASSPHRASE: 'not-a-real-passphrase', MFA_EXEC_TOKEN_CODE: world.freshCode() },
      });
    },
    line: /mfa-exec logout --all/,
  },
  {
    what: 'a duration that was meant in hours',
    args: ['--duration', '8'],
    line: /--duration 8h/,
  },
];

describe.each(SITUATIONS)('$what', ({ world: options, args, line, env, code, before, aws }) => {
  test('is mended by the line of its hint', async (context) => {
    if (aws) need(context, 'aws');
    await start(options);
    await before?.();
    const node = newestNode();
    const all = { ...installed(world), ...env };
    const withCode = () => ({ ...all, MFA_EXEC_TOKEN_CODE: world.freshCode() });
    const run = (words: readonly string[], variables: Record<string, string>) =>
      world.run([...words, '--', 'printenv', 'AWS_ACCESS_KEY_ID'], { env: variables, node });

    const failed = await run(args, all);
    expect(failed.status).toBe(125);
    const hint = /hint: (.*)/.exec(failed.stderr)?.[1] ?? '';
    const words = line.exec(hint)?.[0] ?? '';
    expect({ hint, words }).not.toEqual({ hint, words: '' });
    if (words.startsWith('--')) {
      const replaced = args.filter(
        (_, at) => args[at - 1] !== words.split(' ')[0] && args[at] !== words.split(' ')[0],
      );
      expect((await run([...replaced, ...words.split(' ')], withCode())).stderr).toBe('');
      return;
    }
    const mended = await runCommand('sh', ['-c', words], { cwd: world.home, env: code ? withCode() : all });
    expect(mended).toMatchObject({ status: 0 });
    const again = await run(args, code ? all : withCode());
    expect(again.stderr).toBe('');
    const principal = world.sandbox.sessions.find(again.stdout.trim())?.principal;
    expect(principal?.kind).toBe(args.includes('admin') ? 'role' : 'user');
  });
});

test('a wrong serial number is found by the line of its hint', async (context) => {
  need(context, 'aws');
  await start();
  const { stderr } = await world.run([
    '--mfa-serial',
    'GAHT12345678',
    '--token-code',
    '123456',
    '--',
    'true',
  ]);
  const line = /aws iam list-mfa-devices.*/.exec(stderr)?.[0] ?? '';
  // Older versions of the AWS CLI know no AWS_ENDPOINT_URL.
  const aws = awsWords(world.env, world.sandbox.url).map((word) => `'${word}'`);
  const script = `aws() { command ${aws.join(' ')} "$@"; }\n${line}`;
  const { stdout } = await runCommand('sh', ['-c', script], { cwd: world.home, env: installed(world) });
  expect(stdout).toContain('mfa/yourusername');
});

test('a session of others in the environment goes by the line of the hint', async () => {
  await start();
  await world.warm();
  const { sessions, user } = world.sandbox;
  const session = sessions.issue({ kind: 'user', user, mfa: true }, 3600);
  const env = {
    ...installed(world),
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
  };
  const { status, stderr } = await world.run(['--', 'true'], { env });
  expect(status).toBe(125);
  const line = /unset [A-Z_ ]*[A-Z]/.exec(stderr)?.[0] ?? '';
  const script = `${line}; mfa-exec -- true`;
  expect(await runCommand('sh', ['-c', script], { cwd: world.home, env })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test('a script with Windows line ends is mended by the line of its hint', async () => {
  await start();
  await world.warm();
  const script = join(world.home, 'a script');
  writeFileSync(script, '#!/bin/sh\r\necho ran\r\n');
  chmodSync(script, 0o755);
  for (const runner of ['auto', 'spawn']) {
    const { status, stderr } = await world.run(['--', './a script'], { env: { MFA_EXEC_RUNNER: runner } });
    expect(status).toBe(127);
    expect(stderr).toContain("cannot run './a script': its interpreter /bin/sh\\r is not there\n");
  }
  const { stderr } = await world.run(['--', './a script']);
  const line = /perl -pi -e .*/.exec(stderr)?.[0] ?? '';
  expect(await runCommand('sh', ['-c', line], { cwd: world.home, env: world.env })).toMatchObject({
    status: 0,
  });
  expect(await world.run(['--', './a script'])).toMatchObject({ status: 0, stdout: 'ran\n' });
});

test('a credential_process with Windows line ends, likewise', async () => {
  await start({ profile: { credential_process: './creds' }, credentials: () => '' });
  const answer = { Version: 1, AccessKeyId: 'AKIA', SecretAccessKey: 'x' };
  writeFileSync(join(world.home, 'creds'), `#!/bin/sh\r\necho '${JSON.stringify(answer)}'\r\n`, {
    mode: 0o755,
  });
  const { stderr } = await world.run(['--no-prompt', '--mfa-process', world.mfaProcess, '--', 'true']);
  expect(stderr).toContain('"creds" cannot be run: its interpreter /bin/sh\\r is not there\n');
  const line = /perl -pi -e .*/.exec(stderr)?.[0] ?? '';
  expect(await runCommand('sh', ['-c', line], { cwd: world.home, env: world.env })).toMatchObject({
    status: 0,
  });
  const again = await world.run(['--no-prompt', '--mfa-process', world.mfaProcess, '--', 'true']);
  expect(again.stderr).not.toContain('creds');
});
