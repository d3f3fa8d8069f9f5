import type { Outcome } from './channel.ts';
import type { Host } from './guest.ts';

export type WaitedFor = Pick<Host, 'pid' | 'outcome' | 'isAsking' | 'leave'>;

export interface Notice {
  /** Waits for the host's outcome, and calls `waiting` with its pid once patience is over. */
  during(host: WaitedFor): Promise<Outcome>;
  stop(): void;
}

/** Patience is one for all hosts that are waited for in turn, and `waiting` is called once. */
export function noticeAfter(patienceMs: number, waiting: (pid: number) => void): Notice {
  let current: WaitedFor | undefined;
  let isOver = false;
  let wasGiven = false;
  let timer: NodeJS.Timeout | undefined;

  function give(host: WaitedFor): void {
    host.pid.then((pid) => {
      if (wasGiven || current !== host) return;
      wasGiven = true;
      waiting(pid);
    });
  }

  return {
    async during(host) {
      current = host;
      timer ??= setTimeout(() => {
        isOver = true;
        if (current !== undefined) give(current);
      }, patienceMs);
      if (isOver) give(host);
      const outcome = await host.outcome;
      current = undefined;
      return outcome;
    },
    stop() {
      clearTimeout(timer);
      current = undefined;
    },
  };
}
