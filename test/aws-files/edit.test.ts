import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EditRefused, optionLines, withOptions, withoutLines } from '../../src/aws-files/edit.ts';

const PAIR = ['aws_access_key_id', 'aws_secret_access_key'];
const takeOut = (text: string, profile = 'dev', file: 'config' | 'credentials' = 'credentials') =>
  withoutLines(text, optionLines(text, profile, file, PAIR));

describe('taking a pair out', () => {
  test.each([
    ['the two lines alone', '[dev]\naws_access_key_id = A\naws_secret_access_key = b\n', '[dev]\n'],
    [
      'CRLF',
      '[dev]\r\naws_access_key_id=A\r\nregion = x\r\naws_secret_access_key=b\r\n',
      '[dev]\r\nregion = x\r\n',
    ],
    [
      'comments, order and other sections stay',
      '# top\n[a]\naws_access_key_id = 1\n\n[dev] ; mine\n; note\nAWS_Access_Key_Id : A\n\naws_secret_access_key = b # c\nx = y\n[z]\n',
      '# top\n[a]\naws_access_key_id = 1\n\n[dev] ; mine\n; note\n\nx = y\n[z]\n',
    ],
    ['no line end at the end', '[dev]\naws_access_key_id = A\naws_secret_access_key = b', '[dev]\n'],
    [
      'what is nested looks like a pair and is none',
      '[dev]\ns3 =\n  aws_access_key_id = no\naws_access_key_id = A\naws_secret_access_key = b\n',
      '[dev]\ns3 =\n  aws_access_key_id = no\n',
    ],
    ['an indented section', '  [dev]\n  aws_access_key_id = A\n  aws_secret_access_key = b\n', '  [dev]\n'],
    ['another profile', '[other]\naws_access_key_id = A\n', '[other]\naws_access_key_id = A\n'],
  ])('%s', (_, before, after) => {
    expect(takeOut(before)).toBe(after);
  });

  test.each([
    ['[profile dev]\naws_access_key_id = A\naws_secret_access_key = b\n', 'dev'],
    ['[profile "my dev"]\naws_access_key_id = A\naws_secret_access_key = b\n', 'my dev'],
    ['[default]\naws_access_key_id = A\naws_secret_access_key = b\n', 'default'],
  ])('from the config file, %j', (text, profile) => {
    expect(takeOut(text, profile, 'config').split('\n')).toHaveLength(2);
  });

  test.each([
    ['a section twice', '[dev]\n[dev]\naws_access_key_id = A\n', /lines 1 and 2/],
    ['an option twice', '[dev]\naws_access_key_id = A\naws_access_key_id = B\n', /lines 2 and 3/],
    ['a value over two lines', '[dev]\naws_secret_access_key =\n  b\n', /line 3/],
  ])('is refused for %s', (_, text, message) => {
    expect(() => takeOut(text)).toThrow(EditRefused);
    expect(() => takeOut(text)).toThrow(message);
  });
});

describe('putting options in', () => {
  const pair = { aws_access_key_id: 'A', aws_secret_access_key: 'b' };

  test.each([
    ['an empty file', '', '[dev]\naws_access_key_id = A\naws_secret_access_key = b\n'],
    [
      'a section that is there',
      '[dev]\r\nregion = x\r\n',
      '[dev]\r\naws_access_key_id = A\r\naws_secret_access_key = b\r\nregion = x\r\n',
    ],
    ['a head without a line end', '[dev]', '[dev]\naws_access_key_id = A\naws_secret_access_key = b\n'],
    [
      'another section',
      '[a]\nx = y',
      '[a]\nx = y\n\n[dev]\naws_access_key_id = A\naws_secret_access_key = b\n',
    ],
  ])('%s', (_, before, after) => {
    expect(withOptions(before, 'dev', 'credentials', pair)).toBe(after);
  });

  test('takes the title that the config file wants', () => {
    expect(withOptions('', 'my dev', 'config', { region: 'x' })).toBe('[profile "my dev"]\nregion = x\n');
    expect(withOptions('', 'default', 'config', { region: 'x' })).toBe('[default]\nregion = x\n');
  });

  test('is refused where one is there already', () => {
    expect(() => withOptions('[dev]\nregion = x\n', 'dev', 'credentials', { region: 'y' })).toThrow(/line 2/);
  });

  test('and taking them out again gives back every byte', () => {
    const line = fc.constantFrom(
      '',
      '# c',
      '; c',
      'x = y',
      'k: v',
      '[a]',
      '[b ]',
      '  indented = 1',
      'caf\u00e9 = \u00a7',
    );
    const end = fc.constantFrom('\n', '\r\n', '\r');
    const texts = fc
      .tuple(fc.array(line, { maxLength: 12 }), end)
      .map(([lines, newline]) => ['[dev]', ...lines].map((text) => text + newline).join(''));
    fc.assert(
      fc.property(texts, (text) => {
        expect(takeOut(withOptions(text, 'dev', 'credentials', pair))).toBe(text);
      }),
    );
  });
});
