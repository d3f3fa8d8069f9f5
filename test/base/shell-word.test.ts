import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/base/shell-word.ts';
import { visible } from '../../src/base/visible.ts';
import { need } from '../e2e/harness/has.ts';

test.each([
  ['s3://bucket/key', 's3://bucket/key'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['~', "'~'"],
  ['caf\u00e9', "'caf\u00e9'"],
  ['a\nb', "$'a\\x0ab'"],
  ["\u001b]'\\", "$'\\x1b]\\'\\\\'"],
  ['\u202ea\u{e0001}', "$'\\u202ea\\U000e0001'"],
])('the word %j is shown as %s', (word, shown) => {
  expect(shellWord(word)).toBe(shown);
});

test('nothing in it is lost when it is made visible', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 12 }),
      (word) => visible(shellWord(word)) === shellWord(word),
    ),
  );
});

test('bash reads each word back', (context) => {
  need(context, 'bash');
  const words = fc.sample(
    fc
      .string({ unit: 'binary', minLength: 0, maxLength: 20 })
      .filter((word) => !word.includes('\0') && !/\p{Surrogate}/u.test(word)),
    { numRuns: 500, seed: 1 },
  );
  words.push("it's\n\\x41", 'a\u0007\u0085b', '\u202e');
  const line = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
  const { stdout } = spawnSync('bash', ['-c', line], {
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
  });
  expect(stdout.split('\0').slice(0, -1)).toEqual(words);
});
