/** Lets one process at a time work for a key; the others wait for its outcome. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../base/error-code.ts';
import { MfaExecError } from '../base/errors.ts';
import type { Flight, PassedOver, SingleFlight } from '../base/flight.ts';
import { isInSight } from '../platform/foreground.ts';
import { readState } from '../platform/processes.ts';
import type { Outcome } from './channel.ts';
import { type Notice, noticeAfter, type WaitedFor } from './notice.ts';
import { isSharedCode, sharedFailure } from './shared-failure.ts';
import type { Contender, Held } from './types.ts';
import { type Watch, watchHolder } from './watch.ts';

export interface SingleFlightOptions {
  /** Private folders in order of preference, from `lockDirs`; ignored on Windows. */
  readonly dirs: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly uid: number;
  /** Told once, in a lower-case sentence, when locks cannot be had and the work runs without. */
  readonly warn: (line: string) => void;
  readonly pid?: number;
  /** Waiters are told after this many milliseconds. */
  readonly patienceMs?: number;
  /** How long a question that cannot be seen from here is waited for, in milliseconds; a minute, as for helpers. */
  readonly unseenMs?: number;
}

type Open = (hash: string) => Contender;

/**
 * One process at a time per key. A process that waits sleeps on a socket of the one that works and learns at
 * once how that ended: it looks again, fails likewise, or, when the worker died or gave up, takes its turn.
 * A holder that is stopped, or whose question nobody here can answer, is passed over: those that come after it contend
 * for the next lock of the same key. `run` may be called inside another `run` with another key. When it returns, its sockets are closed.
 */
export function createSingleFlight(options: SingleFlightOptions): SingleFlight {
  const { patienceMs = 1000, unseenMs = 60_000, platform, warn } = options;
  const holding = new Set<Held>();
  let opening: Promise<Open | undefined> | undefined;

  async function openOrWarn(): Promise<Open | undefined> {
    const { openLocks } = await import('./open.ts');
    const opened = await openLocks({ ...options, pid: options.pid ?? process.pid });
    if (typeof opened === 'function') return opened;
    warn(`cannot wait for other mfa-exec processes, which may ask for a code too: ${opened.sentence}`);
    return undefined;
  }

  function isHolderInSight(holder: number): boolean {
    return platform !== 'win32' && isInSight(readState(platform), holder);
  }

  function isStopped(holder: number): boolean {
    return platform !== 'win32' && readState(platform)(holder)?.state === 'T';
  }

  /** One contest; comes back with the holder that was passed over where there was no end of the wait. */
  async function contest<T>(key: string, flight: Flight<T>): Promise<{ value: T } | PassedOver> {
    const alone = async () => ({ value: (await flight.again()) ?? (await flight.work()) });
    opening ??= openOrWarn();
    const open = await opening;
    if (open === undefined) return alone();
    const contender = open(createHash('sha256').update(key).digest('hex').slice(0, 12));
    const notice = noticeAfter(patienceMs, (holder) => flight.waiting(holder, isHolderInSight(holder)));
    const watch = (host: WaitedFor) =>
      watchHolder(host, {
        hasCode: flight.hasCode === true,
        isStopped,
        isInSight: isHolderInSight,
        unseenMs,
      });
    try {
      return await compete(contender, flight, { notice, watch, holding });
    } catch (error) {
      if (!(error instanceof LockLost)) throw error;
      opening = Promise.resolve(undefined);
      warn(
        `cannot wait for other mfa-exec processes, which may ask for a code too: ${errorCode(error.cause)}`,
      );
      return alone();
    } finally {
      notice.stop();
      await contender.withdraw();
    }
  }

  return {
    async run(key, flight) {
      for (let passed = 0; ; passed++) {
        const end = await contest(passed === 0 ? key : `${key}\n${passed}`, flight);
        if ('value' in end) return end.value;
        flight.passedOver?.(end);
      }
    },
    async asking(work) {
      for (const held of holding) held.tellAsking(true);
      try {
        return await work();
      } finally {
        for (const held of holding) held.tellAsking(false);
      }
    },
  };
}

/** The lock's folder or pipe failed while it was used; the flight has not begun. */
class LockLost extends Error {}

interface Waiting {
  readonly notice: Notice;
  readonly watch: (host: WaitedFor) => Watch;
  /** The locks that this process has. */
  readonly holding: Set<Held>;
}

async function compete<T>(
  contender: Contender,
  flight: Flight<T>,
  { notice, watch, holding }: Waiting,
): Promise<{ value: T } | PassedOver> {
  for (let stumbles = 0; ; ) {
    const attempt = await contender.attempt().catch((cause: unknown) => {
      throw new LockLost('lock', { cause });
    });
    if (attempt.kind === 'held') {
      notice.stop();
      holding.add(attempt.held);
      return { value: await lead(attempt.held, flight).finally(() => holding.delete(attempt.held)) };
    }
    const host = attempt.kind === 'taken' ? attempt.host : noHost(attempt.pid, stumbles);
    const watching = watch(host);
    const outcome = await Promise.race([notice.during(host), watching.passed]).finally(watching.stop);
    if ('why' in outcome) {
      host.leave();
      return outcome;
    }
    if (outcome.kind === 'failed') throw sharedFailure(outcome.code);
    if (outcome.kind === 'done') {
      const found = await flight.again();
      if (found !== undefined) return { value: found };
    }
    stumbles += 1;
    // One that cuts its guests off at once, for want of file descriptors, must not be run down; nor one that says
    // "done" over and over and has nothing to show.
    if (attempt.kind === 'taken') await pause(stumbles);
  }
}

/** Stands for a host that cannot be visited now: the wait ends by itself. */
function noHost(pid: number | undefined, stumbles: number): WaitedFor {
  return {
    pid: pid === undefined ? new Promise<never>(() => {}) : Promise.resolve(pid),
    isAsking: () => false,
    leave: () => {},
    outcome: pause(Math.max(stumbles, 4)).then(() => ({ kind: 'left' })),
  };
}

/** Nothing for the first few, then up to half a second. */
async function pause(stumbles: number): Promise<void> {
  if (stumbles > 3) await delay(Math.min(500, 10 * 2 ** (stumbles - 3)));
}

async function lead<T>(held: Held, flight: Flight<T>): Promise<T> {
  let outcome: Outcome = { kind: 'left' };
  try {
    const found = await flight.again();
    if (found !== undefined) {
      outcome = { kind: 'done' };
      return found;
    }
    try {
      const result = await flight.work();
      outcome = { kind: 'done' };
      return result;
    } catch (error) {
      if (error instanceof MfaExecError && isSharedCode(error.code) && flight.shares(error)) {
        outcome = { kind: 'failed', code: error.code };
      }
      throw error;
    }
  } finally {
    await held.release(outcome);
  }
}
