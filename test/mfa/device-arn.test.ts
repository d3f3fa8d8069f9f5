import { expect, test } from 'vitest';
import { parseDeviceArn, roleSessionName } from '../../src/mfa/device-arn.ts';

test.each([
  ['arn:aws:iam::000000000012:mfa/phone', { account: '000000000012', name: 'phone' }],
  ['arn:aws-us-gov:iam::000000000012:mfa/team/phone', { account: '000000000012', name: 'team/phone' }],
  ['arn:aws:iam::000000000012:u2f/user/key', undefined],
  ['GAHT12345678', undefined],
  ['', undefined],
])('%j is %j', (serial, device) => {
  expect(parseDeviceArn(serial)).toEqual(device);
});

test.each([
  ['arn:aws:iam::000000000012:mfa/yourusername', 'mfa-exec-yourusername'],
  ['arn:aws:iam::000000000012:mfa/team/me@example.com', 'mfa-exec-me@example.com'],
  ['arn:aws:iam::000000000012:mfa/caf\u00e9 au lait', 'mfa-exec-caf--au-lait'],
  [`arn:aws:iam::000000000012:mfa/${'x'.repeat(100)}`, `mfa-exec-${'x'.repeat(55)}`],
  ['GAHT12345678', 'mfa-exec'],
  [undefined, 'mfa-exec'],
])('a role session with the device %j is called %s', (serial, name) => {
  expect(roleSessionName(serial)).toBe(name);
  expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
});
