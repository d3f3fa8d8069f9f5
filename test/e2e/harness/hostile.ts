/** What a hostile user, repository or environment is made of: each attack on the built program is a few lines with these. */
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'vitest';
import { need } from './has.ts';
import type { World } from './world.ts';

/** A user without an entry in the system's list, who is neither root nor whoever runs the tests. */
export const STRANGER = 54_321;
/** Another one: who owns the world where the stranger attacks it. */
export const OWNER = 54_322;

/** Skips the running test where it may not become another user. In CI such tests run as root. */
export function needRoot(context: TestContext): void {
  need(context, 'setpriv');
  context.skip(process.getuid?.() !== 0, 'not root');
}

/** The words that run `words` as user and group `uid`. */
export function asUser(uid: number, ...words: readonly string[]): [string, ...string[]] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--', ...words];
}

/** Gives the world's folders to user `uid`: programs that are started with `asUser` find their home there. */
export function giveWorld(world: World, uid: number): void {
  const folder = dirname(world.home);
  spawnSync('chown', ['-R', `${uid}:${uid}`, folder]);
  chmodSync(folder, 0o755);
}

/** Whether user `uid` can read from `file`. */
export function canRead(uid: number, file: string): boolean {
  const [setpriv, ...args] = asUser(uid, 'head', '-c', '1', file);
  const { status, stderr } = spawnSync(setpriv, args, { encoding: 'utf8' });
  // Address 0 of a process's memory is not mapped: EIO, after it was opened.
  return status === 0 || /input\/output error/i.test(stderr);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether somebody listens on `port` of this machine. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Every file below `folder`, with its path from there. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    lstatSync(join(folder, name)).isFile(),
  );
}
