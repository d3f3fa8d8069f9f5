import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitWindows } from '../../src/helper/split-command.ts';

describe('splitWindows', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['  a  b\tc ', ['a', 'b', 'c']],
    ['"C:\\Program Files\\x.exe" -a', ['C:\\Program Files\\x.exe', '-a']],
    ['a ""', ['a', '']],
    ['a\\\\b c\\', ['a\\\\b', 'c\\']],
    ['"a\\\\" b', ['a\\', 'b']],
    ['a\\"b', ['a"b']],
    ["'a b'", ["'a", "b'"]],
  ])('%j', (line, words) => {
    expect(splitWindows(line)).toEqual(words);
  });

  test('a quote that is left open has no end', () => {
    expect(splitWindows('a "b c')).toBeUndefined();
  });

  test('gives back words that were quoted', () => {
    const quote = (word: string) =>
      `"${word.replaceAll(/(\\*)("|$)/g, (_, slashes, end) => slashes + slashes + (end && '\\"'))}"`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitWindows(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });
});
