/** When a lock holder is not waited for any longer: nobody waits for ever for a question that nobody answers. */
import type { PassedOver } from '../base/flight.ts';
import type { Host } from './guest.ts';

export interface WatchOptions {
  /** This process has a code of its own: it does not wait until a person has answered another. */
  readonly hasCode: boolean;
  isStopped(pid: number): boolean;
  /** Whether the holder is in the foreground of our own terminal: its question can be seen and answered there. */
  isInSight(pid: number): boolean;
  /** Milliseconds for which a question out of sight is waited for. */
  readonly unseenMs: number;
}

export interface Watch {
  /** Resolves when the holder is to be passed over; never where it is not. */
  readonly passed: Promise<PassedOver>;
  stop(): void;
}

/** Milliseconds between the looks; the last one again and again. */
const LOOKS = [100, 400, 2000];
/** One look may fall between the SIGCONTs to a process group: the holder is still stopped and this process is not. */
const STOPPED_LOOKS = 2;
/** How much longer than a question any other work may take: a credential_process, an mfa_process, AWS. */
const WORK_FACTOR = 5;

export function watchHolder(host: Pick<Host, 'pid' | 'isAsking'>, options: WatchOptions): Watch {
  let pid: number | undefined;
  host.pid.then((told) => {
    pid = told;
  });
  let stoppedLooks = 0;
  // Counted by looks, not by the clock: while this process is stopped itself no time passes.
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
