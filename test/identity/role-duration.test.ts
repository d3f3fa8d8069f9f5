import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chained, profileDuration } from '../../src/identity/role-duration.ts';

const note = (pattern: RegExp) => expect.stringMatching(pattern);

// What int() of Python makes of it, which the AWS CLI uses, and what is done about what AWS would refuse then.
test.each([
  [undefined, {}],
  ['900', { durationSeconds: 900 }],
  ['43200', { durationSeconds: 43_200 }],
  [' 3600 ', { durationSeconds: 3600 }],
  ['+3600', { durationSeconds: 3600 }],
  ['3_600', { durationSeconds: 3600 }],
  ['60', { durationSeconds: 900, durationNote: note(/is 60, and AWS gives 900 to 43200: asking for 900$/) }],
  ['0', { durationSeconds: 900, durationNote: note(/asking for 900$/) }],
  ['-5', { durationSeconds: 900, durationNote: note(/asking for 900$/) }],
  ['43201', { durationSeconds: 43_200, durationNote: note(/asking for 43200$/) }],
  ['99999999999999999999', { durationSeconds: 43_200, durationNote: note(/asking for 43200$/) }],
  [
    '12h',
    { durationNote: note(/^duration_seconds of profile "p" is 12h, which is no number: it is ignored/) },
  ],
  ['', { durationNote: note(/ignored/) }],
  ['3600.5', { durationNote: note(/ignored/) }],
  ['1e4', { durationNote: note(/ignored/) }],
  ['0x384', { durationNote: note(/ignored/) }],
  ['3__600', { durationNote: note(/ignored/) }],
])('duration_seconds = %j', (text, expected) => {
  expect(profileDuration('p', text)).toEqual(expected);
});

test('whatever it says, AWS takes what is asked for, in a chain too', () => {
  const texts = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String));
  fc.assert(
    fc.property(texts, (text) => {
      const duration = profileDuration('p', text);
      const { durationSeconds = 3600 } = duration;
      expect(durationSeconds).toBeGreaterThanOrEqual(900);
      expect(durationSeconds).toBeLessThanOrEqual(43_200);
      expect(chained({ arn: 'a', ...duration }).durationSeconds ?? 3600).toBeLessThanOrEqual(3600);
    }),
  );
});
