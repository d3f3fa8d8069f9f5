import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeSkew, skewFromMessage, skewSeconds } from '../../src/aws/clock-skew.ts';

const AT = Date.parse('2022-02-27T10:00:00Z');

it.each([
  ['Sun, 27 Feb 2022 10:10:12 GMT', -612, "this machine's clock is 612 s behind AWS's"],
  ['Sun, 27 Feb 2022 09:50:00 GMT', 600, "this machine's clock is 600 s ahead of AWS's"],
])('%s', (header, seconds, words) => {
  expect(skewSeconds(header, AT)).toBe(seconds);
  expect(describeSkew(seconds)).toBe(words);
});

it.each([undefined, '', 'yesterday'])('no date: %s', (header) => {
  expect(skewSeconds(header, AT)).toBeUndefined();
});

it('reads the two stamps of a refusal, whatever they are', () => {
  const stamp = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
  const instant = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);
  fc.assert(
    fc.property(instant, instant, (local, aws) => {
      const message = `Signature expired: ${stamp(local)} is now earlier than X (${stamp(aws)} - 5 min.)`;
      expect(skewFromMessage(message)).toBe((local - aws) / 1000);
    }),
  );
});

it('finds no stamps in other words', () => {
  expect(skewFromMessage('The request signature we calculated does not match')).toBeUndefined();
});
