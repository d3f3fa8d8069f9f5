import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { missingInterpreter, notStarted } from '../../src/run/not-started.ts';

const folder = mkdtempSync(join(tmpdir(), 'mx-not-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(text: string): string {
  const file = join(folder, 'a script');
  writeFileSync(file, text, { mode: 0o755 });
  return file;
}

describe.skipIf(process.platform === 'win32')('a script that the system calls missing', () => {
  test.each([
    [
      '#!/bin/sh\r\necho\r\n',
      '/bin/sh\r',
      /interpreter \/bin\/sh\\r is not there$/,
      /^its lines end as on Windows: perl/,
    ],
    [
      '#! /no/such/python -u\n',
      '/no/such/python',
      /interpreter \/no\/such\/python is/,
      /^install it, or .*: head -1/,
    ],
  ])('%j has no interpreter', (text, interpreter, message, hint) => {
    const file = script(text);
    expect(missingInterpreter(file)).toBe(interpreter);
    expect(notStarted('x', 'ENOENT', file)).toMatchObject({
      code: 'COMMAND_NOT_FOUND',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test.each(['#!/bin/sh\n', 'echo\n', '', '#!\n'])('%j lacks none', (text) => {
    expect(missingInterpreter(script(text))).toBeUndefined();
  });

  test('that is not marked as a program is mended by the line of its hint', () => {
    const file = script('#!/bin/sh\n');
    chmodSync(file, 0o644);
    const { hint = '' } = notStarted('./a script', 'EACCES', file);
    expect(hint).toBe(`chmod +x '${file}'`);
    execFileSync('sh', ['-c', hint]);
    expect(statSync(file).mode & 0o111).toBe(0o111);
    expect(notStarted('x', 'EACCES', folder).hint).toContain('ls -ld');
  });

  test('that is missing is missing', () => {
    expect(notStarted('x', 'ENOENT', join(folder, 'none')).message).toBe("cannot find the command 'x'");
    expect(notStarted('x', 'EACCES', script('#!/no/such\n')).message).toContain('permission denied');
  });
});
