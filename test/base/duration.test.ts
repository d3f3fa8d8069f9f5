import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSessionDuration, formatDuration, parseDuration } from '../../src/base/duration.ts';

describe('parseDuration', () => {
  test.each([
    ['12h', 43_200],
    ['90m', 5_400],
    ['3600s', 3_600],
    ['3600', 3_600],
    ['1h30m', 5_400],
    ['1h0m30s', 3_630],
    [' 15M ', 900],
    ['0', 0],
  ])('%j is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each(['', 'h', '1d', '-1h', '1.5h', '30m1h', '1h 30m', '12 h', '1e3', 'NaN', '99999999999'])(
    '%j is refused, and the forms are named',
    (text) => {
      expect(() => parseDuration(text)).toThrow(
        expect.objectContaining({ code: 'USAGE', hint: expect.stringMatching(/12h.*90m.*3600s.*1h30m/) }),
      );
    },
  );

  test('reads what formatDuration writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
  });
});

test.each([
  [0, '0s'],
  [59, '59s'],
  [60, '1m'],
  [5_400, '1h30m'],
  [43_200, '12h'],
  [3_601, '1h1s'],
])('%d seconds are written %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

describe('checkSessionDuration', () => {
  test.each([900, 43_200, 129_600])('%d seconds can be had', (seconds) => {
    expect(checkSessionDuration(seconds)).toBe(seconds);
  });

  test.each([0, 899, 129_601])('%d seconds cannot', (seconds) => {
    expect(() => checkSessionDuration(seconds)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('15m to 36h') }),
    );
  });
});
