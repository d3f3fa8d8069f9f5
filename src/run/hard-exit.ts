/** Ends this process as the command ended: at once, and without a core file of its own. */

import { fstatSync } from 'node:fs';
import { constants } from 'node:os';
import process from 'node:process';
import { isatty } from 'node:tty';
import type { Exit } from '../base/exit.ts';
import { loadLibc } from '../platform/libc.ts';
import { nativeExecve } from './exec/native.ts';

export interface HardExitOptions {
  /** A thread may be blocked (a keychain that never answers): Node's own exit would wait for it, 50 s measured. */
  readonly stuck: boolean;
  /** Where koffi is looked up from: the file of the running program. */
  readonly programFile: string;
}

/** Signals whose default action writes a core file. */
const CORE: readonly NodeJS.Signals[] = [
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
];

/** Never comes back. A status beyond 255 (Windows: 3221225786 for Ctrl-C) is passed on as it is. */
export async function hardExit(exit: Exit, options: HardExitOptions): Promise<never> {
  if ('signal' in exit) await dieOf(exit.signal, options);
  const status = 'code' in exit ? exit.code : 128 + constants.signals[exit.signal];
  const hungUp = process.platform !== 'win32' && [0, 1, 2].some(isHungUp);
  if (hungUp || (options.stuck && process.platform !== 'win32')) leaveAtOnce(status, options);
  if (hungUp) await dieOf('SIGHUP', options);
  process.exit(status);
}

/**
 * Whether it is a terminal that is gone. Node 20 cannot put back the modes of such a one as it exits, and aborts: with
 * status 134, and a core file.
 */
function isHungUp(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isCharacterDevice() && !isMemory(stat.rdev) && !isatty(fd);
  } catch {
    return false;
  }
}

/** `/dev/null` and the like: major number 1 on Linux, 3 on macOS. */
function isMemory(device: number): boolean {
  return process.platform === 'linux' ? ((device >> 8) & 0xfff) === 1 : device >>> 24 === 3;
}

/** Comes back only where the signal does not kill: the first process of a PID namespace is spared by its own. */
async function dieOf(signal: NodeJS.Signals, { programFile }: HardExitOptions): Promise<void> {
  if (process.platform === 'win32') return;
  if (CORE.includes(signal)) loadLibc(programFile)?.setSoftLimit('core', 0n);
  resetToDefault(signal);
  process.kill(process.pid, signal);
  await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Node ignores SIGPIPE and SIGXFSZ: taking a listener away is what sets any signal to its default. */
function resetToDefault(signal: NodeJS.Signals): void {
  if (signal === 'SIGKILL' || signal === 'SIGSTOP') return;
  process.on(signal, () => {});
  process.removeAllListeners(signal);
}

/** Comes back only where there is neither koffi nor execve: on Node 20 without optional packages. */
function leaveAtOnce(status: number, { programFile }: HardExitOptions): void {
  loadLibc(programFile)?.exit(status);
  nativeExecve()?.('/bin/sh', ['sh', '-c', `exit ${status}`], {});
}
