import { describe, expect, test } from 'vitest';
import { configTitle, credentialsTitle, inForce } from '../../src/aws-files/ini-titles.ts';

test.each([
  ['default', 'profile', 'default', false],
  ['profile default', 'profile', 'default', true],
  ['profile dev', 'profile', 'dev', true],
  ['profile  "my dev"', 'profile', 'my dev', true],
  ["profile\t'my dev'", 'profile', 'my dev', true],
  ['profile my dev', 'profile', 'my dev', true],
  ['services local', 'services', 'local', true],
  ['dev', 'other', 'dev', false],
  ['profile', 'other', 'profile', false],
  ['profiled x', 'other', 'profiled x', false],
  ['sso-session corp', 'other', 'sso-session corp', false],
])('[%s] of the config file is a %s', (title, kind, name, prefixed) => {
  expect(configTitle(title)).toEqual({ kind, name, prefixed });
});

test.each([
  ['default', 'default'],
  ['my dev', 'my dev'],
  ['"my dev"', 'my dev'],
  ['profile dev', 'profile dev'],
])('[%s] of the credentials file is a profile', (title, name) => {
  expect(credentialsTitle(title)).toEqual({ kind: 'profile', name, prefixed: false });
});

describe('inForce', () => {
  const plain = configTitle('default');
  const prefixed = configTitle('profile default');

  test('[profile default] puts [default] out of force', () => {
    expect(inForce([plain, prefixed, plain])).toEqual([prefixed]);
  });

  test('sections of one form are all in force', () => {
    expect(inForce([plain, plain])).toEqual([plain, plain]);
    expect(inForce([prefixed, prefixed])).toEqual([prefixed, prefixed]);
  });
});
