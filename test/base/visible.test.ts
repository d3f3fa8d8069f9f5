import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../src/base/visible.ts';

test.each([
  ['plain "text" – with ümlauts, 日本 and 🦆', 'plain "text" – with ümlauts, 日本 and 🦆'],
  ['default\r', 'default\\r'],
  ['a\tb\nc', 'a\\tb\\nc'],
  ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
  ['a\u200bb', 'a\\u200bb'],
  ['\ufeffdefault', '\\ufeffdefault'],
  ['\u202eabc\u2066', '\\u202eabc\\u2066'],
  ['default\u00a0', 'default\\xa0'],
  ['a\u3000b\u2800c\u3164', 'a\\u3000b\\u2800c\\u3164'],
  ['a\ud800b', 'a\\ud800b'],
  ['\u{e0041}', '\\u{e0041}'],
])('%j is shown as %s', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('texts that differ in what cannot be seen look different, and stay what they are when shown twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = visible(text);
      expect(visible(shown)).toBe(shown);
      expect(shown.length >= text.length).toBe(true);
    }),
  );
});
