import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeAll } from '../../src/platform/output.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mfa-exec-output-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each(['', 'one\n', 'caf\u00e9 \u{1f511}\n', '\u00e9'.repeat(1_000_000)])(
  'all of the text is written',
  (text) => {
    const file = join(folder, 'out');
    const fd = openSync(file, 'w');
    writeAll(fd, text);
    closeSync(fd);
    expect(readFileSync(file, 'utf8') === text).toBe(true);
  },
);

test('a descriptor that is closed is passed over', () => {
  const fd = openSync(join(folder, 'out'), 'w');
  closeSync(fd);
  expect(() => writeAll(fd, 'text')).not.toThrow();
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  const { O_NONBLOCK, O_RDWR, O_WRONLY } = constants;
  let pipe: string;
  beforeEach(() => {
    pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
  });

  test('whose reader has gone ends the writing quietly', () => {
    const reader = openSync(pipe, O_RDWR | O_NONBLOCK);
    const fd = openSync(pipe, O_WRONLY | O_NONBLOCK);
    closeSync(reader);
    expect(() => writeAll(fd, 'text')).not.toThrow();
    closeSync(fd);
  });

  test('that somebody made non-blocking and whose reader is slow still gets everything', async () => {
    const opened = openSync(pipe, O_RDWR | O_NONBLOCK);
    const fd = openSync(pipe, O_WRONLY | O_NONBLOCK);
    const out = openSync(join(folder, 'out'), 'w');
    const reader = spawn('cat', [pipe], { stdio: ['ignore', out, 'inherit'] });
    const text = '0123456789abcdef'.repeat(40_000);
    writeAll(fd, text);
    closeSync(fd);
    closeSync(opened);
    await once(reader, 'close');
    closeSync(out);
    expect(readFileSync(join(folder, 'out'), 'utf8') === text).toBe(true);
  });
});
