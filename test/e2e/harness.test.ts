import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minimalEnv } from './harness/env.ts';
import { describeWith, need } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { testNodes } from './harness/nodes.ts';
import { npmEnv } from './harness/npm.ts';
import { runCommand } from './harness/program.ts';
import { Terminal } from './harness/pty.ts';
import { Secrets } from './harness/secrets.ts';
import { createWorld, type World } from './harness/world.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mx-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describeWith(keyringCommands, 'the private keyring', () => {
  let keyring: Keyring;
  beforeEach(async () => {
    keyring = await startKeyring();
  });
  afterEach(() => keyring.dispose());

  const storing = ['store', '--label=x', 'service', 'mfa-exec'];
  const within = () => ({ env: { ...minimalEnv(home), ...keyring.env }, input: 'kept' });

  test('keeps a secret', async () => {
    expect(await runCommand('secret-tool', storing, within())).toMatchObject({ status: 0, stderr: '' });
    expect(await keyring.secretTool('lookup', 'service', 'mfa-exec')).toBe('kept');
  });

  test('takes nothing once it is locked', async () => {
    await keyring.lock();
    const { status, stderr } = await runCommand('secret-tool', storing, within());
    expect(status).toBe(1);
    expect(stderr).toContain('locked collection');
  });

  test('answers nobody while it is frozen', async () => {
    keyring.freeze();
    const answer = runCommand('secret-tool', storing, { ...within(), timeoutMs: 500 });
    await expect(answer).rejects.toThrow('not done after 500 ms');
  });
});

describe('a terminal', () => {
  const open = (script: string) =>
    new Terminal(process.execPath, ['-e', script], { env: minimalEnv(home), cwd: home });

  test('shows what a program prints, in order, and how it ends', async () => {
    const terminal = open('console.log("\\u001B[31mone\\u001B[39m two"); process.exitCode = 3');
    expect(await terminal.waitFor(/t\w+/)).toBe('two');
    expect(await terminal.exit).toEqual({ exitCode: 3, signal: 0 });
    expect(terminal.text).toBe('one two\n');
    await expect(terminal.waitFor('one')).rejects.toThrow('ended without /one/');
  });

  test('types, changes its size and kills', async () => {
    const report = 'process.stdout.on("resize", () => console.log(process.stdout.getWindowSize().join("x")))';
    const terminal = open(
      `process.stdin.on("data", (d) => console.log("got " + d)); ${report}; console.log("ready")`,
    );
    await terminal.waitFor('ready');
    terminal.resize(100, 30);
    await terminal.waitFor('100x30');
    terminal.write('hello\r');
    await terminal.waitFor('got hello');
    await terminal.dispose();
    expect(terminal.pid).toBeGreaterThan(0);
  });
});

test.skipIf(process.platform === 'win32')('no test has a terminal that it did not open', () => {
  expect(() => openSync('/dev/tty', 'r')).toThrow('ENXIO');
});

test('programs get nothing of this machine but its PATH', async () => {
  const script =
    'console.log(Object.keys(process.env).filter((name) => /AWS|PROXY|CERT|XDG|DBUS/i.test(name)).join())';
  const { stdout } = await runCommand(process.execPath, ['-e', script], { env: minimalEnv(home) });
  expect(stdout).toBe('\n');
});

test('npm reaches the registry as it does outside the tests', () => {
  const machine = {
    HTTPS_PROXY: 'http://proxy:3128',
    no_proxy: 'localhost',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    AWS_PROFILE: 'mine',
    XDG_RUNTIME_DIR: '/run/user/0',
  };
  const ours = {
    PATH: '/bin',
    npm_config_cache: '/cache',
    npm_config_cafile: '/ca.pem',
    NPM_CONFIG_REGISTRY: 'https://npm.company.example/',
    npm_config_userconfig: '/root/.npmrc',
    npm_config_https_proxy: 'http://proxy:3128',
    npm_config_local_prefix: '/a/clone',
    npm_config_prefix: '/usr',
    npm_package_name: 'mfa-exec',
    npm_lifecycle_event: 'test',
    npm_execpath: '/usr/lib/npm-cli.js',
  };
  expect(Object.keys(npmEnv(ours, machine))).toEqual([
    'PATH',
    'npm_config_cache',
    'npm_config_cafile',
    'NPM_CONFIG_REGISTRY',
    'npm_config_userconfig',
    'npm_config_https_proxy',
    'HTTPS_PROXY',
    'no_proxy',
    'NODE_EXTRA_CA_CERTS',
  ]);
});

test.each(testNodes())('Node $version is there', async ({ version, path }) => {
  const { stdout } = await runCommand(path, ['--version'], { env: minimalEnv(home) });
  expect(stdout).toMatch(new RegExp(`^v${version}\\.`));
});

test('a secret that shows is named, not repeated', () => {
  const secrets = new Secrets();
  secrets.add('a code', '123456');
  secrets.add('the key', 'ab/cd');
  secrets.expectNone('1234567 ab cd');
  expect(() => secrets.expectNone('code 123456.')).toThrow('the output shows a code');
  expect(() => secrets.expectNone('?key=ab%2Fcd', 'the log')).toThrow('the log shows the key');
});

test('the machine has make', async (context) => {
  need(context, 'make');
  expect((await runCommand('make', ['--version'], { env: minimalEnv(home) })).status).toBe(0);
});

describe('a world', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.dispose());

  test("has an AWS whose sessions' keys it knows for secrets", () => {
    const { sessions, user } = world.sandbox;
    const { secretAccessKey, sessionToken } = sessions.issue({ kind: 'user', user, mfa: true }, 3600);
    expect(() => world.secrets.expectNone(secretAccessKey)).toThrow("shows a session's key");
    expect(() => world.secrets.expectNone(sessionToken)).toThrow('shows a session token');
  });

  test('has a process that prints another code each time, and remembers them', async () => {
    const shell = process.platform === 'win32' ? ['cmd', '/d', '/s', '/c'] : ['sh', '-c'];
    const [file = '', ...args] = [...shell, world.mfaProcess];
    const ask = async () => (await runCommand(file, args, { env: world.env })).stdout.trim();
    const codes = [await ask(), await ask()];
    expect(new Set(codes).size).toBe(2);
    expect(world.processCodes()).toEqual(codes);
    expect(() => world.secrets.expectNone(`code ${codes[1]}`)).toThrow('shows a code');
  });
});
