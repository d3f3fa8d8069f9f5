/** Where there is no home, no room or no reader: an error of mfa-exec's own, and its own status. */

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { closeSync, constants, copyFileSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programPath } from './harness/program.ts';
import { copyProgram } from './harness/program-copy.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.dispose());

describe.runIf(process.platform === 'linux')('a full device', () => {
  const full = openSync('/dev/full', 'w');
  afterAll(() => closeSync(full));
  const run = (args: readonly string[], stdio: ('ignore' | 'pipe' | number)[]) =>
    spawnSync(process.execPath, [programPath, ...args], { env: world.env, stdio, encoding: 'utf8' });

  test('as stdout is said', () => {
    const { status, stderr } = run(['--help'], ['ignore', full, 'pipe']);
    expect([status, stderr.split('\n')[0]]).toEqual([125, 'mfa-exec: cannot write the output (ENOSPC)']);
  });

  test('as stderr changes no status', () => {
    expect(run(['--profile', 'nobody', '--', 'true'], ['ignore', 'pipe', full]).status).toBe(125);
  });
});

// Only root can be another user.
describe.runIf(process.getuid?.() === 0)('a user without a name or a home', () => {
  // Our clone, and the Node that runs, may lie where only their owner may enter, or be made with a umask of 077.
  const open = mkdtempSync(join(tmpdir(), 'mx-open-'));
  const node = join(open, 'node');
  let program = '';
  beforeAll(() => {
    copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
    program = copyProgram(open, {});
    execFileSync('chmod', ['-R', 'a+rX', open]);
  });
  afterAll(() => rmSync(open, { recursive: true }));

  const closed = mkdtempSync(join(tmpdir(), 'mx-closed-'));
  afterAll(() => rmSync(closed, { recursive: true }));

  test.each([
    ['no home', {}],
    ['the home of another, as `su` without a hyphen keeps it', { HOME: closed }],
  ])('can use keys of the environment: %s', async (_, home) => {
    const { accessKeyId, secretAccessKey } = world.sandbox.user.key;
    const { stdout, stderr } = await promisify(execFile)(
      node,
      [program, '--', 'printenv', 'AWS_SESSION_TOKEN'],
      {
        uid: 54_321,
        cwd: '/',
        env: {
          ...home,
          PATH: process.env['PATH'],
          AWS_ENDPOINT_URL: world.sandbox.url,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          MFA_EXEC_STORE: 'none',
          MFA_EXEC_TOKEN_CODE: world.freshCode(),
        },
      },
    );
    expect([stdout.trim(), stderr]).toEqual([expect.stringMatching(/^\S{100,}$/), '']);
  });
});

test('a bug that nobody awaits ends with the status of mfa-exec, and shows the message alone', async () => {
  const preload = join(world.home, 'bug.cjs');
  writeFileSync(
    preload,
    "process.nextTick(() => { throw Object.assign(new Error('oops'), { held: 'by it' }); });\n",
  );
  const { status, stderr } = await world.run(['status'], { env: { NODE_OPTIONS: `--require=${preload}` } });
  expect([status, stderr]).toEqual([
    125,
    'mfa-exec: internal error: oops\nmfa-exec: hint: this is a bug in mfa-exec; --verbose shows where\n',
  ]);
  const verbose = await world.run(['status', '-v'], { env: { NODE_OPTIONS: `--require=${preload}` } });
  expect([verbose.status, verbose.stderr]).toEqual([125, expect.stringContaining('bug.cjs')]);
});

describe.runIf(process.platform !== 'win32')('a command that sees the program go, as in an upgrade', () => {
  test.each([
    ['exit 7', { status: 7, signal: null }],
    ['kill -TERM $$', { status: null, signal: 'SIGTERM' }],
    ['kill -QUIT $$', { status: null, signal: 'SIGQUIT' }],
  ])('ends as it ends: %s', async (end, how) => {
    const folder = mkdtempSync(join(world.home, 'copy-'));
    const program = copyProgram(folder, {});
    const script = `rm -r '${join(folder, 'dist')}'; ${end}`;
    const env = { MFA_EXEC_RUNNER: 'spawn', MFA_EXEC_MFA_PROCESS: world.mfaProcess };
    expect(await world.run(['--', 'sh', '-c', script], { program, env })).toMatchObject({
      ...how,
      stderr: '',
    });
  });
});

test('a profile whose name has a carriage return at its end is shown with it', async () => {
  const { status, stderr } = await world.run(['--', 'true'], { env: { AWS_PROFILE: 'default\r' } });
  expect(status).toBe(125);
  expect(stderr).toBe(
    'mfa-exec: there is no profile "default\\r", which AWS_PROFILE names\nmfa-exec: hint: profiles: default\n',
  );
});
