import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitPosix } from '../../src/base/posix-words.ts';

describe('splitPosix', () => {
  // The answers of Python's shlex.split, which the AWS CLI uses.
  test.each<[string, string[]]>([
    ['', []],
    ['  a  b\tc\n', ['a', 'b', 'c']],
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    [`a "d\\"e" f\\ g`, ['a', 'd"e', 'f g']],
    [`a "" ''`, ['a', '', '']],
    ['a #b', ['a', '#b']],
    ['a\nb\r\nc', ['a', 'b', 'c']],
    ['a\u00a0b\vc', ['a\u00a0b\vc']],
    [`x "\\$a\\n" $HOME ~`, ['x', '\\$a\\n', '$HOME', '~']],
    [`'c'd"e"\\f`, ['cdef']],
    [`"a'b" 'c"d' 'e\\f'`, [`a'b`, 'c"d', 'e\\f']],
  ])('%j', (line, words) => {
    expect(splitPosix(line)).toEqual(words);
  });

  test.each([`a 'b`, 'a "b', 'a \\', '"a\\"'])('%j has no end', (line) => {
    expect(splitPosix(line)).toBeUndefined();
  });

  test('gives back words that were quoted', () => {
    const quote = (word: string) => `'${word.replaceAll("'", `'"'"'`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitPosix(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });
});
