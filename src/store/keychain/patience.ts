/** How long to wait for a keychain, and when to ask it again. */
import process from 'node:process';
import { isPassing } from './errors.ts';

const TICK_MS = 20;

/**
 * Calls `done` after `ms` milliseconds in which this process could run, counted in short ticks, and after twice
 * that time by the clock at the latest. Where many processes compete for the processor, an answer and our own
 * ticks are late alike: by the clock alone, 64 calls at once took a busy keychain for a dead one. Returns a
 * function that stops it.
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

/** Milliseconds of a clock that cannot be set. The global `performance` would take 1 ms to load. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Repeats the call after a passing failure, a little later each time, unless `isOver`. */
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
