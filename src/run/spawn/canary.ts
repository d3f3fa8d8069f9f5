/**
 * Tells a signal that was sent to the whole process group (Ctrl-C, `kill -- -PGID`, a service manager) from one
 * that was sent to this process alone: Node does not say. A process of ours in the same group dies of the first
 * kind and never sees the second.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Canary {
  /**
   * Whether the group got the signal that has just come to this process; waits up to `graceMs` for an answer.
   * `undefined` where no canary could be started.
   */
  saw(signal: NodeJS.Signals, graceMs: number): Promise<boolean | undefined>;
  stop(): void;
}

// It ends with this process, however that ends: nobody holds the other end of its stdin then. Ctrl-Z must not keep
// it from dying, and it leaves no core file.
const BIRD = 'trap "" TSTP TTIN TTOU; ulimit -c 0; exec cat';

/** How long a death may have been noticed before this process notices its own signal, in milliseconds. */
const FRESH_MS = 300;
/** How long ago a signal may have been sent when this process notices it, in milliseconds. */
const HATCHING_MS = 30;
/** How long a death that is on its way is waited for, in milliseconds. */
const DYING_MS = 2000;

/**
 * Starts one, and the next one each time it dies. `path` is the PATH in which `cat` is found. `guarded` runs what
 * it is given with no handlers for stop signals: a fork that is stopped before its exec would keep Node waiting.
 */
export function startCanary(
  path: string | undefined,
  platform: NodeJS.Platform,
  guarded: (hatch: () => void) => void,
): Canary {
  const deaths: { signal: NodeJS.Signals; at: number }[] = [];
  const listeners = new Set<() => void>();
  let bird: ChildProcess | undefined;
  let stopped = false;
  let replacedAt = Number.NEGATIVE_INFINITY;

  const hatch = () => {
    const next = spawn('/bin/sh', ['-c', BIRD], { stdio: ['pipe', 'ignore', 'ignore'], env: { PATH: path } });
    bird = next;
    next.stdin?.on('error', () => {});
    next.on('error', () => {
      bird = undefined;
    });
    next.on('exit', (_status, signal) => {
      if (signal === null) bird = undefined;
      if (stopped || signal === null) return;
      deaths.push({ signal, at: performance.now() });
      guarded(hatch);
      replacedAt = performance.now();
      for (const listener of listeners) listener();
    });
  };
  guarded(hatch);

  const take = (signal: NodeJS.Signals): boolean => {
    const now = performance.now();
    const at = deaths.findIndex((death) => death.signal === signal && now - death.at < FRESH_MS);
    if (at >= 0) deaths.splice(at, 1);
    return at >= 0;
  };

  return {
    saw(signal, graceMs) {
      if (take(signal)) return Promise.resolve(true);
      if (bird === undefined) return Promise.resolve(undefined);
      // It may have been sent when there was none: then it came right after one to the group, as a second Ctrl-C.
      if (performance.now() - replacedAt < HATCHING_MS) return Promise.resolve(true);
      return new Promise((resolve) => {
        const done = (answer: boolean) => {
          clearTimeout(timer);
          listeners.delete(look);
          resolve(answer);
        };
        const look = () => {
          if (take(signal)) done(true);
        };
        const { pid } = bird ?? {};
        let timer = setTimeout(() => {
          // On a busy machine it may have got the signal and no time to die of it yet.
          if (dying(pid, platform)) timer = setTimeout(() => done(false), DYING_MS);
          else done(false);
        }, graceMs);
        listeners.add(look);
      });
    },
    stop() {
      stopped = true;
      bird?.kill('SIGKILL');
    },
  };
}

/** Whether a signal is on its way to the process, or has ended it and nobody knows yet; Linux only. */
function dying(pid: number | undefined, platform: NodeJS.Platform): boolean {
  if (platform !== 'linux' || pid === undefined) return false;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^State:\s+[ZX]/m.test(status) || /^(?:SigPnd|ShdPnd):\s*0*[1-9a-f]/m.test(status);
  } catch {
    return false;
  }
}
