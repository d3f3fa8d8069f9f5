/** The keychain store on a real Secret Service: healthy, locked, silent and absent. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWith } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { lines } from './harness/lines.ts';
import { autoWithoutKeyctl } from './harness/no-keyctl.ts';
import { testNodes } from './harness/nodes.ts';
import { isNote } from './harness/traces.ts';
import { createWorld, type World } from './harness/world.ts';

/** Everything that a run takes must be over by then, in milliseconds. */
const PATIENCE_MS = 5000;

describeWith(keyringCommands, 'a Secret Service', () => {
  let keyring: Keyring;
  let world: World;
  beforeEach(async () => {
    keyring = await startKeyring();
    world = await createWorld({ keyring });
  });
  afterEach(async () => {
    keyring.thaw();
    await world.dispose();
    await keyring.dispose();
  });

  for (const { version, path: node } of testNodes()) {
    test(`keeps the session, on Node ${version}`, async () => {
      await world.warm();
      const again = await world.run(['--', 'true'], { node });
      expect(again).toMatchObject({ status: 0, stdout: '', stderr: '' });
      expect(world.sandbox.calls).toEqual([]);
      expect(await keyring.secretTool('search', '--all', 'service', 'mfa-exec')).toContain('session-');
      expect(storedFiles(world)).toEqual([]);
      expect((await world.run(['status'], { node })).stdout).toContain('keychain');
      await world.run(['logout', '--all'], { node });
      expect(await keyring.secretTool('search', '--all', 'service', 'mfa-exec')).toBe('');
    });

    // It measures time, and the machine may be busy with other tests.
    test(`silent: the command starts in time, with one line, on Node ${version}`, { retry: 2 }, async () => {
      keyring.freeze();
      const first = await world.run(['--token-code', world.freshCode(), '--', 'echo', 'ran'], auto(node));
      expect(first).toMatchObject({ status: 0, stdout: 'ran\n' });
      expect(first.ms).toBeLessThan(PATIENCE_MS);
      expect(lines(first.stderr)).toEqual([
        expect.stringMatching(/did not answer within 2 s.*kept in a file/),
      ]);

      const again = await world.run(['--', 'echo', 'ran'], auto(node));
      expect(again).toMatchObject({ status: 0, stdout: 'ran\n' });
      expect(again.ms).toBeLessThan(PATIENCE_MS);
      expect(lines(again.stderr)).toEqual([
        expect.stringMatching(/did not answer within 2 s.*comes from a file/),
      ]);
    });
  }

  test('locked: another store takes the session, with one line', async () => {
    await keyring.lock();
    const first = await world.run(['--token-code', world.freshCode(), '--', 'echo', 'ran'], auto());
    expect(first).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(lines(first.stderr)).toEqual([expect.stringMatching(/keychain is locked.*kept in a file/)]);
    const again = await world.run(['--', 'echo', 'ran'], auto());
    expect(again).toMatchObject({ status: 0, stdout: 'ran\n', stderr: '' });
  });

  test('locked: a list of sessions says so and does not crash', async () => {
    await world.warm();
    await keyring.lock();
    const status = await world.run(['status']);
    expect(status).toMatchObject({ status: 125, signal: null });
    expect(status.stderr).toContain('the keychain is locked');
  });

  test('locked and named: an error, and no code is spent', async () => {
    await keyring.lock();
    const result = await world.run(['--token-code', world.freshCode(), '--', 'echo', 'ran']);
    expect(result).toMatchObject({ status: 125, stdout: '' });
    expect(result.stderr).toContain('the keychain is locked');
    expect(world.sandbox.calls).toEqual([]);
  });

  test('none at all: the file takes the session, with one line', async () => {
    const env = { ...auto().env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
    const first = await world.run(['--token-code', world.freshCode(), '--', 'echo', 'ran'], { env });
    expect(first).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(lines(first.stderr)).toEqual([expect.stringMatching(/no keychain here.*kept in a file/)]);
    expect(await world.run(['--', 'true'], { env })).toMatchObject({ status: 0, stderr: '' });

    const named = { ...env, MFA_EXEC_STORE: 'keychain' };
    const result = await world.run(['--token-code', world.freshCode(), '--', 'true'], { env: named });
    expect(result.status).toBe(125);
    expect(result.stderr).toContain('no keychain: there is no D-Bus session');
  });
});

function auto(node: string = process.execPath) {
  return { node, env: autoWithoutKeyctl };
}

function storedFiles(world: World): string[] {
  try {
    return readdirSync(join(world.runtimeDir, 'mfa-exec')).filter((name) => !isNote(name));
  } catch {
    return [];
  }
}
