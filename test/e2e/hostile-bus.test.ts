/** A session bus of another user, to which an address that was handed on or has outlived its bus may lead. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { need } from './harness/has.ts';
import { type FakeBus, startFakeBus } from './harness/hostile-hosts.ts';
import { autoWithoutKeyctl } from './harness/no-keyctl.ts';
import { testRuntimes } from './harness/nodes.ts';
import { createWorld, type World } from './harness/world.ts';

let folder: string;
let world: World;
let bus: FakeBus | undefined;
beforeEach(async (context) => {
  context.skip(process.getuid?.() !== 0, 'not root: nobody else can be played');
  need(context, 'setpriv', 'perl', 'python3');
  folder = mkdtempSync(join(tmpdir(), 'mx-bus-'));
  chmodSync(folder, 0o777);
  world = await createWorld();
});
afterEach(async () => {
  await bus?.dispose();
  bus = undefined;
  await world?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const PLACES: readonly (readonly [string, () => { listen: string; address: string }])[] = [
  ['abstract', () => ({ listen: `\0${folder}`, address: `unix:abstract=${folder}` })],
  ['a path', () => ({ listen: join(folder, 'bus'), address: `unix:path=${join(folder, 'bus')}` })],
  [
    'a link to a path',
    () => {
      symlinkSync(join(folder, 'bus'), join(folder, 'link'));
      return { listen: join(folder, 'bus'), address: `unix:path=${join(folder, 'link')}` };
    },
  ],
  [
    'the second of two addresses',
    () => ({
      listen: join(folder, 'bus'),
      address: `unix:path=/nonexistent/bus;unix:path=${join(folder, 'bus')}`,
    }),
  ],
  [
    'the one after a bus of ours that has ended',
    () => {
      const own = join(world.home, 'ended');
      const script = 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])';
      expect(spawnSync('python3', ['-c', script, own]).status).toBe(0);
      const listen = join(folder, 'bus');
      return { listen, address: `unix:path=${own};unix:path=${listen}` };
    },
  ],
];

describe.each(testRuntimes())("another user's session bus, on $name", ({ path: node }) => {
  test.each(PLACES)('gets no byte: %s', async (_what, place) => {
    const { listen, address } = place();
    bus = await startFakeBus(listen);
    const env = { ...autoWithoutKeyctl, DBUS_SESSION_BUS_ADDRESS: address };
    const code = { MFA_EXEC_TOKEN_CODE: world.freshCode() };
    const cold = await world.run(['--', 'echo', 'ran'], { node, env: { ...env, ...code } });
    expect(cold.stdout).toBe('ran\n');
    expect(cold.stderr).toMatch(/^mfa-exec: no keychain here: the session is kept in a file/);
    const warm = await world.run(['--', 'echo', 'ran'], { node, env });
    expect({ stdout: warm.stdout, stderr: warm.stderr }).toEqual({ stdout: 'ran\n', stderr: '' });
    for (const command of ['status', 'logout']) await world.run([command], { node, env });
    expect(bus.received()).toBe('');
    expect(readdirSync(folder).filter((name) => !/^(bus|link)$/.test(name))).toEqual([]);
  });

  test('is an error where the keychain was asked for by name', async () => {
    bus = await startFakeBus(`\0${folder}`);
    const env = { MFA_EXEC_STORE: 'keychain', DBUS_SESSION_BUS_ADDRESS: `unix:abstract=${folder}` };
    const { status, stderr } = await world.run(['--', 'true'], { node, env });
    expect(status).toBe(125);
    expect(stderr).toMatch(/^mfa-exec: no keychain: the session bus belongs to user \d+\n/);
    expect(bus.received()).toBe('');
  });
});
