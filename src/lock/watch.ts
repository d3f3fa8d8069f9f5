/** Decides when to stop waiting for a lock holder: its prompt may never be answered. */
import type { PassedOver } from '../base/flight.ts';
import type { Host } from './guest.ts';

export interface WatchOptions {
  /** This process has a code of its own: it does not wait until a person has answered another. */
  readonly hasCode: boolean;
  isStopped(pid: number): boolean;
  /** True if the holder is in the foreground of our own terminal: the person sees its prompt and can answer it. */
  isInSight(pid: number): boolean;
  /** How long to wait for a prompt in another terminal, in milliseconds. */
  readonly unseenMs: number;
}

export interface Watch {
  /** Resolves when this process should stop waiting for the holder; otherwise stays pending. */
  readonly passed: Promise<PassedOver>;
  stop(): void;
}

/** Milliseconds between the checks; the last one repeats. */
const LOOKS = [100, 400, 2000];
/** One check is not enough: it may fall between the SIGCONTs to a process group, when only the holder is still stopped. */
const STOPPED_LOOKS = 2;
/** Other work (a credential_process, an mfa_process, AWS) may take this many times as long as a prompt. */
const WORK_FACTOR = 5;

export function watchHolder(host: Pick<Host, 'pid' | 'isAsking'>, options: WatchOptions): Watch {
  let pid: number | undefined;
  host.pid.then((told) => {
    pid = told;
  });
  let stoppedLooks = 0;
  // Count checks, not clock time: the time in which this process is stopped itself must not count.
  let unseenMs = 0;
  let timer: NodeJS.Timeout | undefined;

  function judge(holder: number, sinceLastMs: number): PassedOver['why'] | undefined {
    stoppedLooks = options.isStopped(holder) ? stoppedLooks + 1 : 0;
    if (stoppedLooks >= STOPPED_LOOKS) return 'stopped';
    const asks = host.isAsking();
    if (asks && options.hasCode) return 'asking';
    unseenMs = asks && options.isInSight(holder) ? 0 : unseenMs + sinceLastMs;
    return unseenMs >= options.unseenMs * (asks ? 1 : WORK_FACTOR) ? 'unanswered' : undefined;
  }

  const passed = new Promise<PassedOver>((resolve) => {
    const look = (count: number) => {
      const ms = LOOKS[count] ?? LOOKS.at(-1) ?? 0;
      timer = setTimeout(() => {
        const why = pid === undefined ? undefined : judge(pid, ms);
        if (pid === undefined || why === undefined) look(count + 1);
        else resolve({ pid, why });
      }, ms);
    };
    look(0);
  });
  return { passed, stop: () => clearTimeout(timer) };
}
