/** How long to wait for a keychain, and when to ask it again. */
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { isPassing } from './keychain-errors.ts';

export const TICK_MS = 20;

/** Is asked after each tick of waiting. */
export interface Patience {
  isOver(): boolean;
}

/**
 * `ms` milliseconds of a machine that has time for us, counted in short ticks. Where many processes fight for the
 * processor, an answer and our own ticks are late alike: 64 at once took a busy keychain for a dead one by the clock.
 * But no longer than `most` by the clock.
 */
export function fairTime(ms: number, most = 2 * ms): Patience {
  let left = Math.ceil(ms / TICK_MS);
  const latest = now() + most;
  return {
    isOver() {
      left -= 1;
      return left <= 0 || now() >= latest;
    },
  };
}

/** Calls back after fair time. Returns what stops it. */
export function afterFairTime(ms: number, done: () => void): () => void {
  const patience = fairTime(ms);
  const tick = () => {
    if (patience.isOver()) done();
    else timer = setTimeout(tick, TICK_MS);
  };
  let timer = setTimeout(tick, Math.min(ms, TICK_MS));
  return () => clearTimeout(timer);
}

/** In milliseconds, of a clock that nobody sets; the global `performance` takes 1 ms to load. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Makes the call again, a little later, where it failed by bad luck; not once `isOver`. */
export async function persist<T>(call: () => Promise<T>, isOver: () => boolean): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (tries === 4 || !isPassing(error)) throw error;
      await delay(25 * 2 ** tries);
      if (isOver()) throw error;
    }
  }
}
