/** How long to wait for a keychain, and when to ask it again. */
import process from 'node:process';
import { isPassing } from './errors.ts';

const TICK_MS = 20;

/**
 * Calls back after `ms` milliseconds of a machine that has time for us, counted in short ticks. Where many processes
 * fight for the processor, an answer and our own ticks are late alike: 64 at once took a busy keychain for a dead one
 * by the clock. But no later than after twice that time by the clock. Returns what stops it.
 */
export function afterFairTime(ms: number, done: () => void): () => void {
  let left = Math.ceil(ms / TICK_MS);
  const latest = monotonicMs() + 2 * ms;
  const tick = () => {
    left -= 1;
    if (left <= 0 || monotonicMs() >= latest) done();
    else timer = setTimeout(tick, TICK_MS);
  };
  let timer = setTimeout(tick, Math.min(ms, TICK_MS));
  return () => clearTimeout(timer);
}

/** Milliseconds of a clock that nobody sets; the global `performance` takes 1 ms to load. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Makes the call again, a little later, where it failed by bad luck; not once `isOver`. */
export async function persist<T>(call: () => Promise<T>, isOver: () => boolean): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (tries === 4 || !isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** tries));
      if (isOver()) throw error;
    }
  }
}
