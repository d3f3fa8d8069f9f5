import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allSections, lineAt, preambleEnd, sectionsEndingIn } from '../../src/aws-files/ini-scan.ts';

const found = (text: string) =>
  allSections(text).map(({ title, start, end }) => [title, text.slice(start, end)]);

describe('allSections', () => {
  test.each<[string, string, [string, string][]]>([
    ['nothing', '', []],
    ['no section', 'a = b\n', []],
    ['one', '[a]\nx = 1\n', [['a', 'x = 1\n']]],
    ['a header at the very end', '[a]', [['a', '']]],
    [
      'two, and text before',
      '# hi\n[a]\nx = 1\n[b]\ny = 2',
      [
        ['a', 'x = 1\n'],
        ['b', 'y = 2'],
      ],
    ],
    [
      'two of one name',
      '[a]\nx = 1\n[a]\ny = 2\n',
      [
        ['a', 'x = 1\n'],
        ['a', 'y = 2\n'],
      ],
    ],
    ['blanks around', ' \t[ profile a b ] \r\nx = 1\r\n', [['profile a b', 'x = 1\r\n']]],
    [
      'comments after',
      '[a] # see [b]\nx = 1\n[c];d\n',
      [
        ['a', 'x = 1\n'],
        ['c', ''],
      ],
    ],
    ['a bracket in the name', '[a]b]\nx = 1\n', [['a]b', 'x = 1\n']]],
    ['brackets elsewhere', '[a]\nx = [b]\n# [c]\n', [['a', 'x = [b]\n# [c]\n']]],
    ['broken headers', '[a]\n[b\n[]\n[c] d\n', [['a', '[b\n[]\n[c] d\n']]],
    ['a carriage return within a line', '[a]\nx = 1\r[b]\n', [['a', 'x = 1\r[b]\n']]],
  ])('finds %s', (_, text, sections) => {
    expect(found(text)).toEqual(sections);
  });
});

describe('sectionsEndingIn', () => {
  test.each([
    ['[default]\n', 'default'],
    ['[profile default]\n', 'default'],
    ['[profile "default" ] ; mine\n', 'default'],
    ['\n\n[x.y+z]', 'x.y+z'],
    ["[profile 'a\\b']", 'a\\b'],
  ])('in %j finds %j', (text, name) => {
    expect(sectionsEndingIn(text, name)).toEqual(allSections(text));
  });

  test('finds nothing where the name is no title', () => {
    expect(sectionsEndingIn('[a]\nsource_profile = b\n# [b]\nx = [b]\n[bc]\n', 'b')).toEqual([]);
  });

  const word = fc.stringMatching(/^[ab"'\][#; =\n\r\t.-]{0,12}$/);
  const name = fc.constantFrom('a', 'b', 'ab', 'a b', 'a-b', 'a.b', '"a"', ']a');
  const header = fc
    .tuple(
      fc.constantFrom('[', '[profile ', '[profile "', ' [ '),
      name,
      fc.constantFrom(']', '" ]', '] # a]', "']"),
    )
    .map((parts) => parts.join(''));
  const texts = fc.array(fc.oneof(word, header), { maxLength: 12 }).map((lines) => lines.join('\n'));

  test('finds what a look at all sections finds', () => {
    fc.assert(
      fc.property(texts, name, (text, wanted) => {
        const ending = ({ title }: { title: string }) =>
          [title, title.replace(/["']$/, '')].some((text) =>
            ['', ' ', '\t', '"', "'"].some((before) =>
              before === '' ? text === wanted : text.endsWith(before + wanted),
            ),
          );
        expect(sectionsEndingIn(text, wanted).filter(ending)).toEqual(allSections(text).filter(ending));
      }),
      { numRuns: 1000 },
    );
  });

  test('sections follow each other, header by header, to the end of the text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const sections = allSections(text);
        const ends = [preambleEnd(text), ...sections.map(({ end }) => end)];
        const headers = ends.map((end, index) =>
          text.slice(end, sections[index]?.start ?? text.length).trim(),
        );
        expect(headers.map((header) => header.startsWith('['))).toEqual([...sections.map(() => true), false]);
        expect(headers.at(-1)).toBe('');
      }),
    );
  });
});

test('lineAt counts from 1', () => {
  expect(['a', 'b', 'c'].map((letter) => lineAt('a\nb\r\n\nc', 'a\nb\r\n\nc'.indexOf(letter)))).toEqual([
    1, 2, 4,
  ]);
});
