import { describe, expect, it } from 'vitest';
import { ownCopy, windowsVariable } from '../../src/platform/windows-env.ts';

const START = {
  Path: 'C:\\bin',
  aws_profile: 'dev',
  Mfa_Exec_Store: 'file',
  https_proxy: 'http://proxy',
  HOME: '',
};

describe('a copy of the environment', () => {
  it('has what is read here in upper case on Windows, and the rest as it is', () => {
    expect(ownCopy(START, 'win32')).toEqual({
      Path: 'C:\\bin',
      AWS_PROFILE: 'dev',
      MFA_EXEC_STORE: 'file',
      https_proxy: 'http://proxy',
      HOME: '',
    });
  });

  it.each(['linux', 'darwin'] as const)('is exact on %s', (platform) => {
    const copy = ownCopy(START, platform);
    expect(copy).toEqual(START);
    expect(copy).not.toBe(START);
  });
});

it.each([
  ['PATH', 'C:\\bin'],
  ['path', 'C:\\bin'],
  ['HOME', ''],
  ['PATHEXT', undefined],
])('%s is found whatever its case', (name, value) => {
  expect(windowsVariable(START, name)).toBe(value);
});
