/**
 * Becomes the command through Node's own process.execve (22.15 and later), for where koffi is not installed. It
 * passes strings only and closes the descriptors 3 to 15, so it is taken only where neither matters, and where
 * execve(2) is sure to work: Node 22 and 24 abort when it fails.
 */
import process from 'node:process';
import type { Env } from '../../base/ports.ts';
import { SHELL } from '../command-lookup.ts';
import { kindOf } from './probe.ts';

export type Execve = (file: string, args: readonly string[], env: Env) => never;

/** Node's execve; nothing where this Node has none. */
export function nativeExecve(): Execve | undefined {
  const { execve } = process as { execve?: Execve };
  return execve?.bind(process);
}

/** Comes back when it would not be sure to work. `file` has been looked up and may be executed. */
export function execNative(execve: Execve, file: string, command: readonly string[], env: Env): void {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
  if ([...command, ...Object.entries(set).flat()].some((text) => text?.includes('\ufffd'))) return;
  const kind = kindOf(file, process.execPath);
  if (kind === 'unsure') return;
  // Its ExperimentalWarning would be printed on the command's stderr.
  process.removeAllListeners('warning');
  resetIgnoredSignals();
  if (kind === 'text') execve(SHELL, [SHELL, file, ...command.slice(1)], set);
  execve(file, command, set);
}

/** Node ignores these two from its start; exec keeps what is ignored, and resets what is handled. */
function resetIgnoredSignals(): void {
  for (const signal of ['SIGPIPE', 'SIGXFSZ'] as const) process.on(signal, () => {});
}
