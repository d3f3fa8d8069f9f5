import { join } from 'node:path';
import { expect, test } from 'vitest';
import { windowsProgram } from '../../src/platform/windows-program.ts';

test.each([
  [{ SystemRoot: 'D:\\WinNT' }, 'D:\\WinNT'],
  [{ SYSTEMROOT: 'D:\\WinNT' }, 'D:\\WinNT'],
  [{ systemroot: '' }, 'C:\\Windows'],
  [{}, 'C:\\Windows'],
])('with %j it is in %s', (env, root) => {
  expect(windowsProgram(env, 'a', 'b.exe')).toBe(join(root, 'System32', 'a', 'b.exe'));
});
