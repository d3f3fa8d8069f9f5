/** `--server`: the process that serves credentials beside the command. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askServer } from '../../src/server/ask.ts';
import { section } from './harness/aws-home.ts';
import { need, needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { newestNode, testRuntimes } from './harness/nodes.ts';
import { programWords } from './harness/program.ts';
import { awsWords } from './harness/real-aws.ts';
import { createWorld, type World } from './harness/world.ts';

const ROLE = 'arn:aws:iam::000000000012:role/deployer';

let world: World;
let children: ChildProcess[];
beforeEach(async (context) => {
  needPosix(context);
  children = [];
  world = await createWorld({
    profile: { region: 'eu-central-1' },
    config: () => section('profile deploy', { role_arn: ROLE, source_profile: 'default' }),
  });
  await world.warm();
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await world?.dispose();
});

interface Served {
  readonly child: ChildProcess;
  /** Of the command, which mfa-exec has become. */
  readonly pid: number;
  readonly uri: string;
  readonly token: string;
}

/** Starts a command with a server and returns what the command was told; then it runs `script`. */
async function serve(script: string, options: readonly string[] = [], node = newestNode()): Promise<Served> {
  const [file, ...words] = programWords(node);
  const tell = 'echo $$ $AWS_CONTAINER_CREDENTIALS_FULL_URI $AWS_CONTAINER_AUTHORIZATION_TOKEN';
  const args = [...words, '--server', ...options, '--', 'sh', '-c', `${tell}; ${script}`];
  const child = spawn(file, args, {
    cwd: world.home,
    env: world.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  const [pid, uri = '', token = ''] = String(line).trim().split(' ');
  return { child, pid: Number(pid), uri, token };
}

const ask = ({ uri, token }: Served) => askServer(uri, token);

async function reply({ uri, token }: Served): Promise<{ status: number; body: unknown }> {
  const response = await fetch(uri, { headers: { Authorization: token } });
  return { status: response.status, body: await response.json() };
}

/** The server's process: of those that have the word, the one that listens. */
function serverOf({ uri }: Served): number {
  const port = Number(new URL(uri).port).toString(16).toUpperCase().padStart(4, '0');
  const socket = new RegExp(`^\\s*\\d+: \\w{8}:${port} \\w+:\\w+ 0A (?:\\S+\\s+){5}(\\d+)`, 'm');
  const inode = socket.exec(readFileSync('/proc/net/tcp', 'utf8'))?.[1];
  const owner = readdirSync('/proc').find((name) => links(`/proc/${name}/fd`).includes(`socket:[${inode}]`));
  return Number(owner);
}

function links(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(join(folder, name))];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

const isGone = (served: Served) =>
  expect.poll(() => ask(served), { timeout: 3000, interval: 100 }).toBeUndefined();
const operations = () => world.sandbox.calls.map(({ operation }) => operation);

describe.each(testRuntimes())('through $name', ({ path: node }) => {
  test.each<[how: string, script: string, signal?: NodeJS.Signals]>([
    ['exit', 'sleep 0.2'],
    ['SIGTERM', 'exec sleep 60', 'SIGTERM'],
    ['SIGKILL', 'exec sleep 60', 'SIGKILL'],
    ['exit, while a daemon of its own goes on', '(sleep 5 >/dev/null 2>&1 &); sleep 0.2'],
  ])('the server ends after the command: %s', async (_how, script, signal) => {
    const served = await serve(script, [], node);
    if (script !== 'sleep 0.2')
      expect(await ask(served)).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) });
    if (signal !== undefined) process.kill(served.pid, signal);
    if (served.child.exitCode === null && served.child.signalCode === null) await once(served.child, 'exit');
    await isGone(served);
  });

  test.runIf(process.platform === 'linux')('the server is nothing to the command', async () => {
    const script =
      'trap "echo CHLD" CHLD; read -r all </proc/$$/task/$$/children; echo "children: $all"; wait; echo waited; ls /proc/$$/fd';
    const alone = await world.run(['--', 'bash', '-c', script], { node });
    expect(alone).toMatchObject({ status: 0, stdout: expect.stringMatching(/^children: \nwaited\n/) });
    const { status, stdout, stderr } = await world.run(['--server', '--', 'bash', '-c', script], { node });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: alone.stdout, stderr: '' });
  });

  test.runIf(process.platform === 'linux')('the server holds nothing of the caller', async () => {
    const served = await serve('exec sleep 60', [], node);
    const pid = serverOf(served);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const own = readFileSync(`/proc/${served.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // Its parent is none of us; another session; no terminal.
    expect(Number(stat[1])).not.toBe(served.pid);
    expect(stat[3]).not.toBe(own[3]);
    expect(stat[4]).toBe('0');
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/');
    const outside = links(`/proc/${pid}/fd`).filter((target) => !/^(anon_inode:|socket:|pipe:)/.test(target));
    expect(new Set(outside)).toEqual(new Set(['/dev/null']));
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(served.token);
  });
});

test('the AWS CLI takes the role from the server, though [default] has keys', async (context) => {
  need(context, 'aws');
  const [file, ...words] = awsWords(world.env, world.sandbox.url);
  const identity = ['sts', 'get-caller-identity', '--output', 'text'];
  const args = [
    '--profile',
    'deploy',
    '--region',
    'eu-central-1',
    '--server',
    '--',
    file,
    ...words,
    ...identity,
  ];
  expect(await world.run(args)).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringMatching(/assumed-role\/deployer\//),
  });
});

test('the command has the exit status and the streams that it has alone', async () => {
  const args = ['--server', '--', 'sh', '-c', 'cat; exit 3'];
  expect(await world.run(args, { input: 'words' })).toMatchObject({ status: 3, stdout: 'words', stderr: '' });
});

test('sessions are renewed while the command runs, and each is good', async () => {
  world.sandbox.sessions.ttlSeconds = 2;
  const served = await serve('exec sleep 60', ['--profile', 'deploy', '--min-ttl', '1s']);
  const keys = new Set<string | undefined>();
  for (let count = 0; count < 3; count++) {
    const session = await ask(served);
    expect(session?.expiresAt).toBeGreaterThan(Date.now());
    keys.add(session?.accessKeyId);
    await new Promise((resolve) => setTimeout(resolve, 2100));
  }
  expect(keys.size).toBe(3);
  expect(new Set(operations())).toEqual(new Set(['AssumeRole']));
});

test('a session that has ended is revived by a login elsewhere', async () => {
  const served = await serve('exec sleep 60', [
    '--profile',
    'deploy',
    '--min-ttl',
    '1s',
    '--role-duration',
    '15m',
  ]);
  await world.run(['logout', '--all']);
  world.sandbox.sessions.ttlSeconds = 2;
  await world.run(['--refresh', 'login'], { env: { MFA_EXEC_TOKEN_CODE: world.freshCode() } });
  const short = await serve('exec sleep 60', ['--min-ttl', '1s']);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expect(await reply(short)).toEqual({
    status: 403,
    body: {
      code: 'PROMPT_UNAVAILABLE',
      message:
        'mfa-exec: the session has ended, and a new one needs an MFA code: run `mfa-exec login` in a terminal, and the command can go on',
    },
  });
  world.sandbox.sessions.ttlSeconds = undefined;
  await world.run(['login'], { env: { MFA_EXEC_TOKEN_CODE: world.freshCode() } });
  await expect.poll(() => ask(short), { timeout: 5000, interval: 500 }).toBeDefined();
  // The other one has its role's session still.
  expect(await ask(served)).toBeDefined();
});

test('make -j with nested calls: one identity, no question, no call to STS', async (context) => {
  need(context, 'make');
  const env = installed(world);
  const show = 'mfa-exec -- printenv AWS_ACCESS_KEY_ID';
  const nested = 'mfa-exec --server -- mfa-exec -- printenv AWS_ACCESS_KEY_ID';
  writeFileSync(join(world.home, 'Makefile'), `all: a b c d\na b c:\n\t@${show}\nd:\n\t@${nested}\n`);
  const { status, stdout, stderr } = await world.run(
    ['--profile', 'deploy', '--server', '--', 'make', '-j4', 'all'],
    { env },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(new Set(stdout.trim().split('\n')).size).toBe(1);
  expect(stdout).toMatch(/^(ASIA\w+\n){4}$/);
  expect(operations()).toEqual(['AssumeRole']);
});

test('a nested call finds the AWS files of its caller', async () => {
  const env = installed(world);
  const script =
    'echo $AWS_SHARED_CREDENTIALS_FILE; mfa-exec --profile default -- printenv AWS_ACCESS_KEY_ID';
  const { status, stdout } = await world.run(['--profile', 'deploy', '--server', '--', 'sh', '-c', script], {
    env,
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\/dev\/null\nASIA/) });
});

test('a command that is not there: 127, and no server stays', async () => {
  const { status, stderr } = await world.run(['--server', '--', 'no-such-command']);
  expect(status).toBe(127);
  expect(stderr).toContain("cannot find the command 'no-such-command'");
});
