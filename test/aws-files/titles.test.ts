import { expect, test } from 'vitest';
import { configTitle, credentialsTitle } from '../../src/aws-files/titles.ts';

test.each([
  ['default', 'profile', 'default'],
  ['profile default', 'profile', 'default'],
  ['profile dev ', 'profile', 'dev'],
  ['profile  "my dev"', 'profile', 'my dev'],
  ["profile\t'my dev'", 'profile', 'my dev'],
  ['profile my\\ dev', 'profile', 'my dev'],
  ['profile d"e"v', 'profile', 'dev'],
  ['profile ""', 'profile', ''],
  ['profiles dev', 'profile', 'dev'],
  ['services local', 'services', 'local'],
  ['profile my dev', 'other', 'profile my dev'],
  ['profile "dev', 'other', 'profile "dev'],
  ['profile dev # x', 'other', 'profile dev # x'],
  ['profile\u00a0dev', 'other', 'profile\u00a0dev'],
  [' default ', 'other', ' default '],
  ['Profile dev', 'other', 'Profile dev'],
  ['dev', 'other', 'dev'],
  ['profile', 'other', 'profile'],
  ['sso-session corp', 'other', 'sso-session corp'],
])('[%s] of the config file is a %s', (title, kind, name) => {
  expect(configTitle(title)).toEqual({ kind, name });
});

test.each(['default', 'my dev', '"my dev"', 'profile dev', ' default '])(
  '[%s] of the credentials file is a profile of that name',
  (title) => {
    expect(credentialsTitle(title)).toEqual({ kind: 'profile', name: title });
  },
);
