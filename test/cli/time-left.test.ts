import { expect, test } from 'vitest';
import { timeLeft } from '../../src/cli/time-left.ts';

test.each([
  [-1, 'ended'],
  [0, 'ended'],
  [999, 'ended'],
  [1000, '1s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [61_000, '1m 1s'],
  [250_000, '4m 10s'],
  [3_600_000, '1h'],
  [3_609_000, '1h'],
  [3_660_000, '1h 1m'],
  [43_199_999, '11h 59m'],
  [129_600_000, '36h'],
])('%i ms is %s', (ms, text) => {
  expect(timeLeft(ms)).toBe(text);
});
