/** A keychain that answers nobody: the command runs all the same, and in time. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeWith } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { lines } from './harness/lines.ts';
import { autoWithoutKeyctl } from './harness/no-keyctl.ts';
import { newestNode, testNodes } from './harness/nodes.ts';
import { litter, sessionFiles } from './harness/traces.ts';
import { createWorld, type World } from './harness/world.ts';

/** From the start of mfa-exec to its end, and to the end of its command: milliseconds. */
const PATIENCE_MS = 5000;
const SILENT = 'the keychain did not answer within 2 s';

const newest = newestNode();

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
      const env = autoWithoutKeyctl;
      const login = await world.run(['login', '--token-code', world.freshCode()], { node, env });
      expect(login).toMatchObject({ status: 0, stdout: '' });
      expect(lines(login.stderr)).toEqual([
        expect.stringMatching(`${SILENT}.*kept in a file`),
        expect.stringMatching(/^mfa-exec: session good for /),
      ]);

      const status = await world.run(['status'], { node, env });
      // It may still hold a session, so that this is a failure.
      expect(status.status).toBe(125);
      expect(status.stdout).toMatch(/ file\b/);
      expect(lines(status.stderr)).toContainEqual(expect.stringContaining(SILENT));

      const logout = await world.run(['logout'], { node, env });
      expect(logout.status).toBe(125);
      expect(logout.stderr).toContain('forgot the session of yourusername');
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
      const env = { ...autoWithoutKeyctl, MFA_EXEC_MFA_PROCESS: world.mfaProcess };
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
