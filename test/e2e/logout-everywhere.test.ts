/** What is to be forgotten is found wherever it was kept, and what is being fetched meanwhile is not kept. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeWith, needPosix } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { autoWithoutKeyctl } from './harness/no-keyctl.ts';
import { newestRuntimes, testRuntimes } from './harness/nodes.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

describe.each(testRuntimes())('on $name', ({ path: node }) => {
  test.each([
    ['without XDG_RUNTIME_DIR, as cron and ssh have it', {}],
    ['in another cache folder', { XDG_CACHE_HOME: 'cache' }],
  ])('a session that was kept %s is shown and forgotten', async (_what, names) => {
    const cache = Object.fromEntries(
      Object.entries(names).map(([name, dir]) => [name, join(world.home, dir)]),
    );
    const bare = { ...cache, XDG_RUNTIME_DIR: undefined };
    const code = { MFA_EXEC_TOKEN_CODE: world.freshCode() };
    expect((await world.run(['login'], { node, env: { ...bare, ...code } })).status).toBe(0);
    const status = await world.run(['status', '--json'], { node, env: cache });
    expect(JSON.parse(status.stdout).sessions).toHaveLength(1);
    const { status: ended, stderr } = await world.run(['logout', '--all'], { node, env: cache });
    expect(ended).toBe(0);
    expect(stderr).toMatch(/^mfa-exec: forgot /);
    expect((await world.run(['--no-prompt', '--', 'true'], { node, env: bare })).status).toBe(125);
  });

  test.for([['logout', '--all'], ['logout']])(
    '%j while the prompt is open: nothing is kept',
    async (logout, context) => {
      needPosix(context);
      const terminal = world.open(['--', 'sh', '-c', 'echo "ran with ${AWS_SESSION_TOKEN:+a session}"'], {
        node,
      });
      await terminal.waitFor(/MFA code/);
      // Another process, with another environment.
      const bare = { XDG_RUNTIME_DIR: undefined };
      const { status, stderr } = await world.run(logout, { node, env: bare });
      expect({ status, stderr }).toEqual({ status: 0, stderr: 'mfa-exec: no cached session to forget\n' });
      terminal.write(`${world.freshCode()}\r`);
      await terminal.waitFor('ran with a session');
      expect((await terminal.exit).exitCode).toBe(0);
      expect(terminal.text.match(/mfa-exec: .*/g)).toEqual([
        'mfa-exec: the session is not kept: mfa-exec logout ran meanwhile',
      ]);
      expect((await world.run(['--no-prompt', '--', 'true'], { node })).status).toBe(125);
    },
  );
});

describeWith(keyringCommands, 'a session in the keychain', () => {
  let keyring: Keyring;
  beforeEach(async () => {
    keyring = await startKeyring();
    const env = { ...keyring.env, ...autoWithoutKeyctl, MFA_EXEC_TOKEN_CODE: world.freshCode() };
    expect((await world.run(['login'], { env })).stderr).not.toContain('file');
  });
  afterEach(() => keyring.dispose());

  const kept = () => keyring.secretTool('search', '--all', 'service', 'mfa-exec');

  test.each(newestRuntimes())(
    'cannot be reached without a bus, and that is said: $name',
    async ({ path: node }) => {
      const env = { ...autoWithoutKeyctl, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
      for (const line of [['logout', '--all'], ['logout'], ['status'], ['status', '--json']]) {
        const { status, stderr } = await world.run(line, { node, env });
        expect({ line, status }).toEqual({ line, status: 125 });
        expect(stderr).toMatch(/^mfa-exec: the keychain may have a session and cannot be reached \(/);
      }
      expect(await kept()).toContain('session-');
    },
  );

  test.each(newestRuntimes())(
    'is found by the usual bus where the address is an old one: $name',
    async ({ path: node }) => {
      const [, socket] = /^unix:path=([^,;]*)/.exec(keyring.env['DBUS_SESSION_BUS_ADDRESS'] ?? '') ?? [];
      symlinkSync(String(socket), join(world.runtimeDir, 'bus'));
      const env = { ...autoWithoutKeyctl, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
      expect((await world.run(['status'], { node, env })).stdout).toContain('keychain');
      const { status, stderr } = await world.run(['logout', '--all'], { node, env });
      expect({ status, first: stderr.split('\n')[0] }).toEqual({
        status: 0,
        first: expect.stringMatching(/^mfa-exec: forgot /),
      });
      expect(await kept()).toBe('');
    },
  );

  test.each(newestRuntimes())(
    'is locked: named, and the others are forgotten: $name',
    async ({ path: node }) => {
      await world.run(['login', '--refresh'], { env: { MFA_EXEC_TOKEN_CODE: world.freshCode() } });
      await keyring.lock();
      const env = { ...keyring.env, ...autoWithoutKeyctl };
      const shown = await world.run(['status'], { node, env });
      expect({ status: shown.status, table: shown.stdout }).toEqual({
        status: 125,
        table: expect.stringContaining('file'),
      });
      const { status, stderr } = await world.run(['logout', '--all'], { node, env });
      expect(status).toBe(125);
      expect(stderr).toMatch(/^mfa-exec: forgot .*\n(?:.*\n)*mfa-exec: the keychain is locked\n/);
    },
  );
});

test('a machine without any keychain is told nothing about it', async () => {
  const env = { ...autoWithoutKeyctl, MFA_EXEC_TOKEN_CODE: world.freshCode() };
  await world.run(['login'], { env });
  const { status, stderr } = await world.run(['logout', '--all'], { env });
  expect(status).toBe(0);
  expect(stderr).not.toContain('keychain');
});
