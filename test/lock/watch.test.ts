import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PassedOver } from '../../src/base/flight.ts';
import { type WatchOptions, watchHolder } from '../../src/lock/watch.ts';

const PID = 4711;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

interface Facts extends Partial<WatchOptions> {
  readonly asks?: boolean;
}

/** What is known `seconds` after the beginning of the wait. */
async function waited(
  seconds: number,
  { asks = false, ...options }: Facts,
): Promise<PassedOver['why'] | 'waiting'> {
  const host = { pid: Promise.resolve(PID), isAsking: () => asks };
  const never = () => false;
  const all = { hasCode: false, isStopped: never, isInSight: never, unseenMs: 60_000, ...options };
  const watch = watchHolder(host, all);
  let why: PassedOver['why'] | 'waiting' = 'waiting';
  watch.passed.then((passed) => {
    why = passed.why;
  });
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  watch.stop();
  return why;
}

const stopped = { isStopped: (pid: number) => pid === PID };
const inSight = { isInSight: (pid: number) => pid === PID };

describe('a holder', () => {
  test.each<[string, Facts, number, PassedOver['why'] | 'waiting']>([
    ['that is stopped is waited for no longer than two looks', stopped, 0.6, 'stopped'],
    ['that is stopped, at the first look', stopped, 0.2, 'waiting'],
    ['that asks, where this process has a code', { asks: true, hasCode: true }, 0.2, 'asking'],
    ['that works, where this process has a code', { hasCode: true }, 290, 'waiting'],
    ['that asks out of sight', { asks: true }, 55, 'waiting'],
    ['that asks out of sight for a minute', { asks: true }, 62, 'unanswered'],
    ['that asks in sight', { asks: true, ...inSight }, 3600, 'waiting'],
    ['that works for longer than all its steps may take', {}, 305, 'unanswered'],
  ])('%s', async (_, facts, seconds, expected) => {
    expect(await waited(seconds, facts)).toBe(expected);
  });

  test('that is continued between two looks is waited for', async () => {
    const looks = [true, false, true, false];
    expect(await waited(8, { isStopped: () => looks.shift() ?? false })).toBe('waiting');
  });
});
