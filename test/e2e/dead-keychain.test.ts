/** A keychain that answers nobody, cannot be loaded or refuses: the command runs all the same, and in time. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeWith } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { autoWithoutKeyctl } from './harness/no-keyctl.ts';
import { testNodes } from './harness/nodes.ts';
import { type Changes, copyProgram } from './harness/program-copy.ts';
import { litter, sessionFiles } from './harness/traces.ts';
import { createWorld, type World } from './harness/world.ts';

/** From the start of mfa-exec to its end, and to the end of its command: milliseconds. */
const PATIENCE_MS = 5000;
const SILENT = 'the keychain did not answer within 2 s';

const newest = testNodes().at(-1)?.path ?? process.execPath;
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

// They measure time, and the machine may be busy with other tests.
describeWith(keyringCommands, 'a Secret Service that owns its name and never answers', () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await startKeyring();
    keyring.freeze();
  });
  afterAll(async () => {
    keyring.thaw();
    await keyring.dispose();
  });

  // Without exec, the way out of a blocked keychain is another on each Node. Most of the time they only wait.
  test.concurrent.for(testNodes())(
    'login, status and logout say so once, do their work and do not linger, on Node $version',
    { retry: 2 },
    async ({ path: node }, { onTestFinished }) => {
      const world = await createWorld({ keyring });
      onTestFinished(() => world.dispose());
      const env = autoWithoutKeyctl(world);
      const login = await world.run(['login', '--token-code', world.freshCode()], { node, env });
      expect(login).toMatchObject({ status: 0, stdout: '' });
      expect(lines(login.stderr)).toEqual([
        expect.stringMatching(`${SILENT}.*kept in a file`),
        expect.stringMatching(/^mfa-exec: session good for /),
      ]);

      const status = await world.run(['status'], { node, env });
      expect(status.status).toBe(0);
      expect(status.stdout).toMatch(/ file\b/);
      expect(lines(status.stderr)).toEqual([expect.stringContaining(SILENT)]);

      // It may still hold a session, so that this is a failure.
      const logout = await world.run(['logout'], { node, env });
      expect(logout.status).toBe(125);
      expect(logout.stderr).toContain('forgot 1 cached session');
      expect(lines(logout.stderr)).toContainEqual(expect.stringContaining(SILENT));
      expect(sessionFiles(world)).toEqual([]);
      for (const { ms } of [login, status, logout]) expect(ms).toBeLessThan(PATIENCE_MS);
    },
  );

  describe('on the newest Node', { retry: 2 }, () => {
    const node = newest;
    let world: World;
    beforeEach(async () => {
      world = await createWorld({ keyring });
    });
    afterEach(() => world.dispose());

    test('named: everything fails in time with the reason, and nothing is asked or started', async () => {
      const calls = [['--', 'echo', 'ran'], ['login'], ['export'], ['status'], ['logout', '--all']];
      const results = await Promise.all(calls.map((args) => world.run(args, { node })));
      for (const { status, stdout, stderr, ms } of results) {
        expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
        expect(lines(stderr)).toEqual([
          `mfa-exec: ${SILENT}`,
          expect.stringMatching(/^mfa-exec: hint: .*--store file/),
        ]);
        expect(ms).toBeLessThan(PATIENCE_MS);
      }
      expect(world.sandbox.calls).toEqual([]);
      expect(litter(world)).toEqual([]);
    });

    test('export for eval, and eight commands at once: each in time', async () => {
      const env = { ...autoWithoutKeyctl(world), MFA_EXEC_MFA_PROCESS: world.mfaProcess };
      const calls = [['export'], ...Array.from({ length: 7 }, () => ['--', 'echo', 'ran'])];
      const results = await Promise.all(calls.map((args) => world.run(args, { node, env })));
      for (const { status, stdout, stderr, ms } of results) {
        expect(status).toBe(0);
        expect(stdout).toMatch(/^ran\n$|^export AWS_ACCESS_KEY_ID=/);
        expect(lines(stderr).filter((line) => !line.includes('waiting for process'))).toHaveLength(1);
        expect(ms).toBeLessThan(3 * PATIENCE_MS);
      }
      expect(world.processCodes()).toHaveLength(1);
    });
  });
});

interface Case extends Changes {
  readonly what: string;
  /** What `auto` says when it writes; nothing of it when it reads. */
  readonly warns: RegExp;
  /** What the same keychain says where it was named. */
  readonly named: RegExp;
}

const CANNOT_LOAD = `throw Object.assign(new Error('libsecret-1.so.0: cannot open shared object file'), { code: 'ERR_DLOPEN_FAILED' });`;
const DENIES = `
const no = async () => { throw new Error('Access denied by policy'); };
module.exports = { getPassword: no, setPassword: no, deletePassword: no, findCredentials: no };`;
const HANGS = `
setInterval(() => {}, 60_000);
const never = () => new Promise(() => {});
module.exports = { getPassword: never, setPassword: never, deletePassword: never, findCredentials: never };`;

const CASES: readonly Case[] = [
  {
    what: 'keytar not installed',
    without: ['keytar'],
    warns: /^mfa-exec: no keychain here: the session is kept in a file/,
    named: /no keychain: its package keytar is not installed/,
  },
  {
    what: 'libsecret missing',
    instead: { keytar: CANNOT_LOAD },
    warns: /^mfa-exec: no keychain here: the session is kept in a file/,
    named: /no keychain: libsecret-1\.so\.0 is missing/,
  },
  {
    what: 'access denied',
    instead: { keytar: DENIES },
    warns: /^mfa-exec: the keychain failed: Access denied by policy: the session is kept in a file/,
    named: /the keychain failed: Access denied by policy/,
  },
  {
    what: 'a dialog that nobody answers',
    instead: { keytar: HANGS },
    warns: /^mfa-exec: the keychain did not answer within 2 s: the session is kept in a file/,
    named: /the keychain did not answer within 2 s/,
  },
];

// Elsewhere the words are others.
describe.runIf(process.platform === 'linux')('cold, warm and named, with', { retry: 2 }, () => {
  test.concurrent.for(CASES)('$what', async ({ warns, named, ...changes }, { onTestFinished }) => {
    const world = await createWorld();
    onTestFinished(() => world.dispose());
    const node = newest;
    const program = copyProgram(mkdtempSync(join(world.home, 'copy-')), changes);
    // An address, so that there may be somebody to ask.
    const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
    const env = { ...autoWithoutKeyctl(world), ...bus };
    const cold = await world.run(['--token-code', world.freshCode(), '--', 'echo', 'ran'], {
      node,
      program,
      env,
    });
    expect(cold).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(lines(cold.stderr)).toEqual([expect.stringMatching(warns)]);

    world.sandbox.calls.length = 0;
    const args = ['--store', 'keychain', '--token-code', '123456', '--', 'echo', 'ran'];
    const [warm, failed] = await Promise.all([
      world.run(['--', 'echo', 'ran'], { node, program, env }),
      world.run(args, { node, program, env: bus }),
    ]);
    expect(warm).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(lines(warm.stderr).length).toBeLessThanOrEqual(1);
    expect(failed).toMatchObject({ status: 125, stdout: '' });
    expect(lines(failed.stderr)).toEqual([
      expect.stringMatching(named),
      expect.stringMatching(/^mfa-exec: hint: .*--store file/),
    ]);
    expect(world.sandbox.calls).toEqual([]);
    for (const { ms } of [cold, warm, failed]) expect(ms).toBeLessThan(PATIENCE_MS);
  });
});
