import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatDuration,
  parseDuration,
  parseDurationWithin,
  SESSION_RANGE,
} from '../../src/base/duration.ts';

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

describe('a duration within what AWS gives', () => {
  test.each(['900', '15m', '12h', '129600', '36h'])('%s can be had', (text) => {
    expect(parseDurationWithin(text, SESSION_RANGE)).toBe(parseDuration(text));
  });

  test.each([
    ['899s', /cannot last 14m59s: AWS gives 15m to 36h/, '--duration 12h'],
    ['37h', /cannot last 37h/, '--duration 12h'],
    ['129601', /cannot last 36h1s/, '--duration 12h'],
    ['0', /cannot last 0s/, '--duration 12h'],
    ['8', /^8 is seconds, and AWS gives 15m to 36h/, '--duration 8h'],
    ['45', /^45 is seconds/, '--duration 45m'],
    ['120', /^120 is seconds/, '--duration 120m'],
  ])('%s cannot', (text, message, hint) => {
    expect(() => parseDurationWithin(text, SESSION_RANGE)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(message), hint }),
    );
    // What is suggested works.
    const suggested = hint.split(' ')[1] ?? '';
    expect(parseDurationWithin(suggested, SESSION_RANGE)).toBe(parseDuration(suggested));
  });
});
