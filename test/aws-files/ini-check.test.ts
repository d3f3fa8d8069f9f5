import { describe, expect, test } from 'vitest';
import { checkIni } from '../../src/aws-files/ini-check.ts';

describe('checkIni accepts', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['keys', 'a = 1\nb=2\n c = 3\n'],
    ['comments and blank lines', '# a\n; b\n\n   \n\t# c\na = 1\n'],
    ['nested keys', 's3 =\n  max = 1\n  other = 2\na = 1\n'],
    ['a continued value', 'a = 1\n  and more\n'],
    ['carriage returns', 'a = 1\r\n\r\n# b\r\n'],
    ['headers', 'a = 1\n[b]\nc = 2\n [ profile d ] # e\n  f = 3\n'],
    ['a value with brackets and equals signs', 'a = [b] == c\n'],
  ])('%s', (_, text) => {
    expect(checkIni(text, true)).toBeUndefined();
  });

  test('comments before the first section', () => {
    expect(checkIni('\n# a\n[b]\nc = 1\n', false)).toBeUndefined();
  });
});

describe('checkIni finds', () => {
  test.each<[string, string, number, string]>([
    ['a line without an equals sign', 'a = 1\nregion: x\n', 2, 'key = value'],
    ['an indented one that continues nothing', '[a]\n  what\n', 2, 'key = value'],
    ['a value without a key', '\n= 1\n', 2, 'no key'],
    ['a header that is not closed', 'a = 1\n[profile b\nc = 2\n', 2, '[NAME]'],
    ['a header without a name', '[]\n', 1, '[NAME]'],
    ['text after a header', '[a] b\n', 1, '[NAME]'],
    ['the line by carriage return and line feed', 'a = 1\r\n\r\nwhat\r\n', 3, 'key = value'],
  ])('%s', (_, text, line, reason) => {
    expect(checkIni(text, true)).toEqual({ line, reason: expect.stringContaining(reason) });
  });

  test.each([
    ['a = 1\n[b]\n', 1, 'before the first'],
    ['# c\n[default\na = 1\n', 2, '[NAME]'],
  ])('text before the first section: %j', (text, line, reason) => {
    expect(checkIni(text, false)).toEqual({ line, reason: expect.stringContaining(reason) });
  });

  test('and never repeats the line', () => {
    expect(JSON.stringify(checkIni('hunter2', true))).not.toContain('hunter2');
  });
});
