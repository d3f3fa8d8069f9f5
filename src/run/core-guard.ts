/**
 * A core file has all that this process has in memory. While it waits for a code or for AWS, with keys at hand, a
 * SIGQUIT (Ctrl-\) is likely enough: until the command starts there is no core file. A warm cache does without,
 * for it takes a few milliseconds.
 */
import type { Runner } from '../base/ports.ts';
import type { Libc } from '../platform/libc.ts';

export interface CoreGuard {
  /** From now on no core file. Nothing happens where libc cannot be called. */
  forbid(): Promise<void>;
  /** `runner`, whose commands have the caller's limit. */
  around(runner: Runner): Runner;
}

/** `programFile` is where koffi is looked up from. */
export function createCoreGuard(programFile: string): CoreGuard {
  let libc: Libc | undefined;
  let former: bigint | undefined;
  return {
    async forbid() {
      if (libc !== undefined) return;
      const { loadLibc } = await import('../platform/libc.ts');
      libc = loadLibc(programFile);
      former = libc?.setSoftLimit('core', 0n);
    },
    around: (runner) => ({
      ...runner,
      run(command, env) {
        if (former !== undefined) libc?.setSoftLimit('core', former);
        return runner.run(command, env);
      },
    }),
  };
}
