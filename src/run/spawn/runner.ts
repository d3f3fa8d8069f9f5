/**
 * Starts the command as a child and waits for it: for Windows, and for machines where exec in place is not to be
 * had. The child gets this process's own standard streams and every inherited descriptor.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { errorCode } from '../../base/error-code.ts';
import type { Exit } from '../../base/exit.ts';
import type { Env } from '../../base/ports.ts';
import { readState } from '../../platform/processes.ts';
import { SHELL } from '../command-lookup.ts';
import { notStarted } from '../not-started.ts';
import { relaySignals } from './signals.ts';

export interface SpawnPlan {
  /** The command as it was typed. */
  readonly command: readonly [string, ...string[]];
  /** The file that it stands for. */
  readonly file: string;
  readonly env: Env;
  /** Inherited descriptors from 3 on, to be handed on. */
  readonly descriptors: readonly number[];
  readonly platform: NodeJS.Platform;
}

/** How the child ended. Throws COMMAND_NOT_FOUND or COMMAND_NOT_EXECUTABLE when it could not be started. */
export async function spawnAndWait(plan: SpawnPlan): Promise<Exit> {
  const { platform, file } = plan;
  const relay = relaySignals(platform, readState(platform));
  try {
    const [name, ...args] = plan.command;
    const exit = await ended(await start(plan), relay);
    if (exit !== 'ENOEXEC') return typeof exit === 'string' ? refuse(name, exit, file) : exit;
    const end = await ended(await start({ ...plan, file: SHELL, command: [SHELL, file, ...args] }), relay);
    return typeof end === 'string' ? refuse(name, end, file) : end;
  } finally {
    relay.release();
  }
}

function refuse(name: string, refusal: string, file?: string): never {
  throw notStarted(name, refusal, file);
}

/** The child, or the errno's name where it was refused at once. */
async function start({
  command,
  file,
  env,
  descriptors,
  platform,
}: SpawnPlan): Promise<ChildProcess | string> {
  const [name, ...args] = command;
  if (platform === 'win32') {
    const { default: crossSpawn } = await import('cross-spawn');
    return crossSpawn(file, args, { stdio: 'inherit', env });
  }
  const stdio: ('inherit' | 'ignore' | number)[] = ['inherit', 'inherit', 'inherit'];
  for (const fd of descriptors) {
    while (stdio.length < fd) stdio.push('ignore');
    stdio[fd] = fd;
  }
  try {
    return spawn(file, args, { argv0: name, stdio, env });
  } catch (error) {
    // Some reasons not to start are thrown rather than emitted: ETXTBSY, E2BIG; by Bun, ENOEXEC.
    return errorCode(error);
  }
}

/**
 * Returns how the child ended, or the name of the errno if it never started. When cross-spawn leaves a command to
 * cmd.exe, as it does for programs from the Store, it reports status 1 as ENOENT. The command was looked up
 * before, so that status is the command's own.
 */
async function ended(
  child: ChildProcess | string,
  relay: ReturnType<typeof relaySignals>,
): Promise<Exit | string> {
  if (typeof child === 'string') return child;
  return new Promise((resolve) => {
    const { pid } = child;
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (pid === undefined) resolve(error.code ?? 'EACCES');
      else if (error.code === 'ENOENT') resolve({ code: 1 });
    });
    child.on('close', (code, signal) => resolve(signal === null ? { code: code ?? 1 } : { signal }));
    if (pid !== undefined) {
      relay.attach({
        pid,
        kill: (signal) => {
          // Reaped already: its number may be another's.
          if (child.exitCode === null && child.signalCode === null) process.kill(pid, signal);
        },
      });
    }
  });
}
