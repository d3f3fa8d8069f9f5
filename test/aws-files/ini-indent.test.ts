import { expect, test } from 'vitest';
import { alignKeys } from '../../src/aws-files/ini-indent.ts';

test.each<[string, string, string]>([
  ['keys at the margin', 'a = 1\nb = 2\n', 'a = 1\nb = 2\n'],
  ['indented keys', '  a = 1\r\n  b = 2\r\n', 'a = 1\r\nb = 2\r\n'],
  ['a nested block', 's3 =\n  x = 1\nb = 2', 's3 =\n  x = 1\nb = 2'],
  [
    'an indented key after a nested block',
    '  s3 =\n    x = 1\n    y = 2\n  b = 2\n',
    's3 =\n    x = 1\n    y = 2\nb = 2\n',
  ],
  ['an indented key after one without a value', '\ta =\n\tb = 2\n', 'a =\nb = 2\n'],
  ['comments and blank lines between', '  a =\n # x\n\n  b = 2\n', 'a =\n # x\n\nb = 2\n'],
  ['a key that stands further out', '    a = 1\n  b = 2\n    c = 3\n', 'a = 1\nb = 2\n    c = 3\n'],
])('%s', (_, body, aligned) => {
  expect(alignKeys(body)).toBe(aligned);
});
