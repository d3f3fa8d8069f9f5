/**
 * While this process waits for a code or for AWS, with keys at hand, nobody but root reads its memory: there is no core
 * file, which a SIGQUIT (Ctrl-\) would leave, and on Linux no other process of the user can open /proc/PID/mem. A
 * warm cache does without, for it takes a few milliseconds.
 */
import type { Runner } from '../base/ports.ts';
import type { Libc } from '../platform/libc.ts';

export interface MemoryGuard {
  /** From now on the memory is closed. Nothing happens where libc cannot be called. */
  close(): Promise<void>;
  /** `runner`, whose commands have the caller's core limit and can be debugged. */
  around(runner: Runner): Runner;
}

export interface MemoryGuardOptions {
  /** Where koffi is looked up from. */
  readonly programFile: string;
  /** Whether this process stays beside the command, with the keys in its memory. */
  readonly stays: boolean;
}

export function createMemoryGuard({ programFile, stays }: MemoryGuardOptions): MemoryGuard {
  let libc: Libc | undefined;
  let formerLimit: bigint | undefined;
  return {
    async close() {
      if (libc !== undefined) return;
      const { loadLibc } = await import('../platform/libc.ts');
      libc = loadLibc(programFile);
      formerLimit = libc?.setSoftLimit('core', 0n);
      // The limit does not hold for a core pattern that is a pipe (core(5)); this does.
      libc?.setDumpable(false);
    },
    around: (runner) => ({
      ...runner,
      run(command, env) {
        // The command inherits the limit. execve makes any process dumpable again, but becoming the command reads
        // /proc/self/environ first, which only root can read until then.
        if (formerLimit !== undefined) libc?.setSoftLimit('core', formerLimit);
        if (!stays) libc?.setDumpable(true);
        return runner.run(command, env);
      },
    }),
  };
}
