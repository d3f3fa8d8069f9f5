/** Ends this process as the command ended, at once and without a core file of its own. */

import { constants } from 'node:os';
import process from 'node:process';
import type { Exit } from '../core/exit.ts';
import { type Libc, loadLibc } from './exec-libc.ts';
import { nativeExecve } from './exec-native.ts';
import { setSoftLimitFromOutside } from './run-limits.ts';

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
  return leave('code' in exit ? exit.code : 128 + constants.signals[exit.signal], options);
}

/** Comes back only where the signal does not kill: the first process of a PID namespace is spared by all of its own. */
async function dieOf(signal: NodeJS.Signals, { programFile }: HardExitOptions): Promise<void> {
  if (process.platform === 'win32') return;
  if (CORE.includes(signal)) {
    const libc = loadLibc(programFile);
    if (libc) libc.setSoftLimit('core', 0n);
    else setSoftLimitFromOutside('core', 0n);
  }
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

function leave(status: number, { stuck, programFile }: HardExitOptions): never {
  if (stuck && process.platform !== 'win32') {
    const libc: Libc | undefined = loadLibc(programFile);
    libc?.exit(status);
    nativeExecve()?.('/bin/sh', ['sh', '-c', `exit ${status}`], {});
  }
  process.exit(status);
}
