import { expect, test } from 'vitest';
import { commandName } from '../../src/helper/command-name.ts';

test.each([
  ['ykman oath accounts code -s aws', 'ykman'],
  ['/usr/local/bin/op item get x --otp', 'op'],
  ['"C:\\Program Files\\Tool\\tool.exe" --pin 1', 'tool.exe'],
  ["'/opt/my tools/otp' x", 'otp'],
  ['OATH_KEY=ABCDEF oathtool --totp', 'oathtool'],
  [`A='x y' B="z" pass otp aws`, 'pass'],
  ['KEY=ABCDEF', 'command'],
  ['KEY="a b', 'command'],
  ['', 'command'],
])('%j is called %s', (line, name) => {
  expect(commandName(line)).toBe(name);
});
