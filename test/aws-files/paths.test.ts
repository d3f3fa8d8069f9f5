import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { awsPaths, expandPath } from '../../src/aws-files/paths.ts';

const env = { DIR: '/etc/aws', NAME_2: 'x', TILDE: '~', DOLLAR: '$DIR', EMPTY: '' };
const expand = (path: string, home = '/home/me') => expandPath(path, env, () => home);

// The answers of Python's os.path.expanduser(os.path.expandvars(path)).
test.each([
  ['~/.aws/config', '/home/me/.aws/config'],
  ['~', '/home/me'],
  ['a/~/b', 'a/~/b'],
  ['~nobody-of-this-name/x', '~nobody-of-this-name/x'],
  ['$DIR/config', '/etc/aws/config'],
  ['${DIR}-$NAME_2/c', '/etc/aws-x/c'],
  ['$NOPE/${NOPE}/$/${}/$$', '$NOPE/${NOPE}/$/${}/$$'],
  ['$EMPTY/x', '/x'],
  ['$TILDE/x', '/home/me/x'],
  ['$DOLLAR/x', '$DIR/x'],
  ['~/../up', '/home/me/../up'],
  ['', ''],
])('%s is %s', (path, expanded) => {
  expect(expand(path)).toBe(expanded);
});

test('a home at the root', () => {
  expect(expand('~/x', '/')).toBe('/x');
  expect(expand('~', '/')).toBe('/');
});

test.skipIf(process.platform === 'win32')('the home of a user who is named', () => {
  const { username, homedir } = userInfo();
  expect(expand(`~${username}/x`)).toBe(`${homedir}/x`);
});

describe('the two files', () => {
  const paths = (variables: Record<string, string>) =>
    awsPaths({ env: variables, homedir: () => '/home/me' });

  test('in the home folder', () => {
    expect(paths({})).toEqual({ config: '/home/me/.aws/config', credentials: '/home/me/.aws/credentials' });
  });

  test('where the variables say, also that there is none', () => {
    expect(paths({ AWS_CONFIG_FILE: '~/c', AWS_SHARED_CREDENTIALS_FILE: '' })).toEqual({
      config: '/home/me/c',
      credentials: '',
    });
  });
});
