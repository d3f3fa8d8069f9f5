import { describe, expect, test } from 'vitest';
import { parseIni } from '../../src/aws-files/grammar.ts';
import { sectionValues } from '../../src/aws-files/values.ts';

const read = (text: string) => {
  const { sections, defaults } = parseIni(text);
  return sections.map((section) => [section.title, sectionValues(section, defaults).values]);
};

const problems = (text: string) => {
  const parsed = parseIni(text);
  const inSections = parsed.sections.flatMap((section) => [
    ...section.problems,
    ...sectionValues(section, parsed.defaults).problems,
  ]);
  return [...parsed.problems, ...parsed.defaults.problems, ...inSections];
};

describe('values', () => {
  test.each<[string, string, Record<string, string>]>([
    ['nothing', '', {}],
    [
      'an equals sign, a colon, the first of both',
      'a = 1\nb: 2\nc=d:e\nf:g=h',
      { a: '1', b: '2', c: 'd:e', f: 'g=h' },
    ],
    ['blanks around', '  a b \t = \u00a0 1 \u3000\n', { 'a b': '1' }],
    ['keys in upper case', 'Region = Eu', { region: 'Eu' }],
    ['no value', 'a =\nb:', { a: '', b: '' }],
    ['comments of whole lines only', 'a = 1 # x\n# b = 2\n ; c\nd = 3 ; y', { a: '1 # x', d: '3 ; y' }],
    ['quotes and percent signs as they are', 'a = "x"\nb = %(a)s', { a: '"x"', b: '%(a)s' }],
    ['a value that goes on', 'a = 1\n  2\n\n  # no\n\t3\nb = 4', { a: '1\n2\n\n3', b: '4' }],
    ['a header that is indented further than a key', 'a = 1\n [b]', { a: '1\n[b]' }],
    ['a byte order mark within', '\ufeffa = 1\ufeff', { '\ufeffa': '1\ufeff' }],
    ['every end of a line', 'a = 1\rb = 2\r\nc = 3\n\rd = 4', { a: '1', b: '2', c: '3', d: '4' }],
    ['what ends no line', 'a = 1\u2028b = 2\vc = 3', { a: '1\u2028b = 2\vc = 3' }],
    [
      'names of what objects have',
      '__proto__ = 1\nconstructor = 2',
      { ['__proto__']: '1', constructor: '2' },
    ],
    ['settings within', 's3 =\n  Max = 1\n  b=2 = 3\nc = 4', { 's3.Max': '1', 's3.b': '2 = 3', c: '4' }],
    ['the last of two within', 's3 =\n  a = 1\n  a = 2', { 's3.a': '2' }],
    ['settings within, divided by a form feed', 's3 =\n a = 1\fb = 2', { 's3.a': '1', 's3.b': '2' }],
    ['within an indented section', '  a = 1\n  s3 =\n    x = 2\n  b = 3', { a: '1', 's3.x': '2', b: '3' }],
    ['no key with a dot, which would pass for one within', 's3.a = 1', {}],
  ])('%s', (_, body, values) => {
    expect(read(`[x]\n${body}`)).toEqual([['x', values]]);
    expect(problems(`[x]\n${body}`)).toEqual([]);
  });

  test('[DEFAULT] is below every section, wherever it is', () => {
    const text = '[a]\nx = 1\n[DEFAULT]\nx = 2\ny = 3\n[b]\n[DEFAULT]\nz = 4\n';
    expect(read(text)).toEqual([
      ['a', { x: '1', y: '3', z: '4' }],
      ['b', { x: '2', y: '3', z: '4' }],
    ]);
  });
});

test.each<[string, readonly string[]]>([
  ['[a]\n [b]\n\t[c]', ['a', 'b', 'c']],
  ['[ a ] # see [b]\n[c];d', [' a ] # see [b', 'c']],
  ['[]]\n[[a]\n[b]c', [']', '[a', 'b']],
  ['\u00a0[a]\nx = 1\n\u00a0[b]\n[c]', ['a', 'c']],
])('titles of %j', (text, titles) => {
  expect(parseIni(text).sections.map(({ title }) => title)).toEqual(titles);
});

describe('problems', () => {
  test.each<[string, readonly number[], string]>([
    ['[a]\nx = 1\nwhat\n', [3], 'key = value'],
    ['[a]\n  what\n', [2], 'key = value'],
    ['[a]\r\n\r\n= 1\r\n', [3], 'no key'],
    ['[a]\n: 1\n', [2], 'no key'],
    ['[a]\nx = 1\n[profile b\ny = 2\n', [3], '[NAME]'],
    ['[a]\r[]\r', [2], '[NAME]'],
    ['x = 1\n[b]\n', [1], 'before the first'],
    ['# c\n[default\nx = 1\n', [2], '[NAME]'],
    ['[a]\nx = 1\n\nX: 2\n', [2, 4], 'same key'],
    ['[DEFAULT]\nx = 1\n[a]\n[DEFAULT]\nx = 2\n', [2, 5], 'same key'],
    ['[a]\n[b]\n[a]\n', [1, 3], 'section of this name'],
    ['[a]\ns3 =\n  b = 1\n  c\n', [2], 'indented'],
    ['[a]\ncredential_process =\n  creds --all\n', [2], 'indented'],
    ['[a]\nx = 1\0\n', [2], 'NUL'],
  ])('%j', (text, lines, reason) => {
    expect(problems(text)[0]).toEqual({ lines, reason: expect.stringContaining(reason) });
  });

  test('a line that is not UTF-8 is one of its section', () => {
    expect(parseIni('[a]\n# \ufffd\n[b]\n', new Set([2])).sections).toMatchObject([
      { title: 'a', problems: [{ lines: [2], reason: 'not UTF-8' }] },
      { title: 'b', problems: [] },
    ]);
  });

  test('the text of a line is in none', () => {
    expect(
      JSON.stringify(problems('hunter2\n[a]\nhunter2\nhunter2 = 1\nhunter2 = 2\nb =\n hunter2')),
    ).not.toContain('hunter2');
  });
});
