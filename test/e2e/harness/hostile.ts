/** What a hostile user, repository or environment is made of: each attack on the built program is a few lines with these. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { root } from '../../../scripts/lib/npm.mjs';
import { programPath, runCommand } from './program.ts';
import type { World } from './world.ts';

const own = process.getuid?.() ?? 0;

/**
 * Whose processes are attacked: not root's, whom nothing is closed to. Where the tests do not run as root and cannot
 * become somebody else, their own user.
 */
export const VICTIM = own === 0 ? 54_321 : own;

/** The words that run `words` as user and group `uid`, which has no entry in the system's list. */
export function asUser(uid: number, ...words: readonly string[]): string[] {
  if (uid === own) return [...words];
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--', ...words];
}

/** Gives the world's folders to user `uid`: programs that are started with `asUser` find their home there. */
export function giveWorld(world: World, uid: number): void {
  if (uid === own) return;
  const folder = dirname(world.home);
  spawnSync('chown', ['-R', `${uid}:${uid}`, folder]);
  chmodSync(folder, 0o755);
}

/**
 * A copy of `node` and of the program with its native packages that every user can run: the folder of the tests may be
 * closed to others.
 */
export function openCopy(world: World, node: string): readonly [string, string] {
  const folder = join(dirname(world.home), 'open');
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  cpSync(dirname(programPath), join(folder, 'dist'), { recursive: true });
  for (const name of ['koffi', '@koromix', 'keytar']) {
    const from = join(root, 'node_modules', name);
    if (existsSync(from)) cpSync(from, join(modules, name), { recursive: true });
  }
  const copy = join(folder, 'node');
  // No link: its owner is changed with the rest of the world.
  cpSync(node, copy);
  return [copy, join(folder, 'dist', basename(programPath))];
}

/** Whether user `uid` can read from `file`. */
export function canRead(uid: number, file: string): boolean {
  const [command = '', ...args] = asUser(uid, 'head', '-c', '1', file);
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  // Address 0 of a process's memory is not mapped: EIO, after it was opened.
  return status === 0 || /input\/output error/i.test(stderr);
}

/** The first child of process `pid`; 0 where it has none. */
export function childOf(pid: number): number {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' });
  const pairs = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.find(([parent]) => parent === pid)?.[1] ?? 0;
}

/** Whether process `pid` still runs; one that ended and that nobody waited for does not. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

/** Whether the kernel lets the user of process `pid` at its memory; YAMA may forbid it all the same. */
export function isDumpable(pid: number): boolean {
  return statSync(`/proc/${pid}/mem`).uid === statSync(`/proc/${pid}`).uid;
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

const HANG_UP = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b''
while sys.argv[1].encode() not in shown:
    shown += os.read(terminal, 4096)
os.close(terminal)
_, end = os.waitpid(pid, 0)
print('{"signal": %d, "status": null}' % os.WTERMSIG(end) if os.WIFSIGNALED(end)
      else '{"signal": null, "status": %d}' % os.WEXITSTATUS(end))
`;

/** Opens a terminal, starts `words` on it, and hangs up as soon as it shows `text`, as `tmux kill-server` does. */
export async function hangUp(
  world: World,
  words: readonly string[],
  text: string,
): Promise<{ signal: number | null; status: number | null }> {
  const options = { env: world.env, cwd: world.home };
  const { stdout } = await runCommand('python3', ['-c', HANG_UP, text, ...words], options);
  return JSON.parse(stdout);
}
