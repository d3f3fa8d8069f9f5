/** The session bus of a process without its address: where it usually is. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anySessionBus, sessionBus } from '../../../src/store/keychain/bus-owner.ts';

const uid = process.getuid?.() ?? 0;
const programFile = resolve('dist/program.cjs');
let folder: string;
const servers: Server[] = [];

async function listen(...path: readonly string[]): Promise<string> {
  const socket = join(folder, ...path);
  const server = createServer();
  servers.push(server);
  await new Promise<void>((done) => server.listen(socket, done));
  return `unix:path=${socket}`;
}

/** A socket that nobody listens at, as a killed bus leaves it. */
async function stale(...path: readonly string[]): Promise<string> {
  const { spawnSync } = await import('node:child_process');
  const script = 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])';
  const { status } = spawnSync('python3', ['-c', script, join(folder, ...path)]);
  expect(status).toBe(0);
  return `unix:path=${join(folder, ...path)}`;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-any-bus-'));
  for (const name of ['usual', 'xdg']) mkdirSync(join(folder, name));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  rmSync(folder, { recursive: true, force: true });
});

/** With the variables that are given. */
function find(DBUS_SESSION_BUS_ADDRESS?: string, XDG_RUNTIME_DIR?: string, runtime = join(folder, 'usual')) {
  const deps = { env: { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR }, uid, programFile };
  const bus = anySessionBus(deps, 500, { runtime });
  return typeof bus === 'object' && 'address' in bus ? bus.address : bus;
}

describe.skipIf(process.platform !== 'linux')('the bus is', () => {
  test("not another user's, where the kernel cannot be asked who listens either", async () => {
    const deps = { env: { XDG_RUNTIME_DIR: join(folder, 'xdg') }, programFile };
    const connect = () => undefined;
    await listen('xdg', 'bus');
    expect(sessionBus({ ...deps, uid }, 500, connect)).toMatchObject({ answers: false });
    expect(sessionBus({ ...deps, uid: uid + 1 }, 500, connect)).toEqual({
      problem: `the session bus belongs to user ${uid}`,
    });
  });

  test('the one of the environment, where it answers', async () => {
    await listen('usual', 'bus');
    await listen('xdg', 'bus');
    const own = await listen('own');
    expect(find(own, join(folder, 'xdg'))).toBe(own);
  });

  test.each([
    ['has no address', () => undefined],
    ['has an address that leads nowhere', () => 'unix:path=/nonexistent/bus'],
    ['has the address of a bus that has ended', () => stale('own')],
    ['has the abstract address of a bus that has ended', () => `unix:abstract=${folder}`],
    ['has an address that cannot be checked', () => 'autolaunch:'],
  ])('the usual one, where the environment %s', async (_what, address) => {
    const usual = await listen('usual', 'bus');
    const own = await address();
    expect(find(own)).toBe(usual);
    // For a command nothing but the environment counts.
    const ofCommand = sessionBus({ env: { DBUS_SESSION_BUS_ADDRESS: own }, uid, programFile }, 500);
    expect(ofCommand).not.toMatchObject({ answers: true });
  });

  test('that in XDG_RUNTIME_DIR, before the usual one', async () => {
    await listen('usual', 'bus');
    expect(find('unix:path=/nonexistent/bus', join(folder, 'xdg'))).not.toContain('xdg');
    const xdg = await listen('xdg', 'bus');
    expect(find('unix:path=/nonexistent/bus', join(folder, 'xdg'))).toBe(xdg);
  });

  test('none, where there is none anywhere', async () => {
    expect(find()).toBe('none');
    expect(find('unix:path=/nonexistent/bus')).toBe('none');
    expect(find(`unix:abstract=${folder}`)).toMatchObject({ problem: expect.any(String) });
  });

  test("not another user's", async () => {
    await listen('usual', 'bus');
    const deps = { env: {}, uid: uid + 1, programFile };
    expect(anySessionBus(deps, 500, { runtime: join(folder, 'usual') })).toMatchObject({
      problem: expect.stringContaining(`belongs to user ${uid}`),
    });
  });
});
