import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/sha256.ts';

const expected = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000])('%d characters', (length) => {
  expect(sha256Hex('a'.repeat(length))).toBe(expected('a'.repeat(length)));
});

test('it is SHA-256 for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256Hex(text)).toBe(expected(text));
    }),
  );
});
