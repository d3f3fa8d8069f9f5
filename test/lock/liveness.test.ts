import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isGone, pidInName } from '../../src/lock/liveness.ts';
import { elapsedMs } from '../../src/platform/processes.ts';

test.each([
  ['00:07', 7],
  ['   03:00\n', 180],
  ['01:00:01', 3601],
  ['2-03:04:05', 183_845],
  ['', undefined],
  ['ELAPSED', undefined],
  ['-', undefined],
])('%j is %s seconds', (text, seconds) => {
  expect(elapsedMs(text)).toBe(seconds === undefined ? undefined : seconds * 1000);
});

test.each([
  ['0123456789ab.4711.89abcdef', 4711],
  ['0123456789ab.4711.89abcdef.next', 4711],
  ['0123456789ab', undefined],
  ['0123456789ab.x.y', undefined],
])('the PID of %s is %s', (name, pid) => {
  expect(pidInName(name)).toBe(pid);
});

describe.skipIf(process.platform === 'win32')('a refusal where a full backlog refuses too', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'mx-live-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function socketOf(pid: number, bornSecondsAgo = 0): string {
    const path = join(dir, `0123456789ab.${pid}.89abcdef`);
    writeFileSync(path, '');
    const born = Date.now() / 1000 - bornSecondsAgo;
    utimesSync(path, born, born);
    return path;
  }

  test('of a process that has ended: gone', async () => {
    const child = spawn('true');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(await isGone(socketOf(child.pid ?? 0), 'darwin')).toBe(true);
  });

  test('of a process that runs: not gone', async () => {
    expect(await isGone(socketOf(process.pid), 'darwin')).toBe(false);
  });

  test('of a number that was given to a younger process: gone', async () => {
    expect(await isGone(socketOf(process.pid, 86_400 * 365), 'darwin')).toBe(true);
  });

  test('of a socket that is no more: gone', async () => {
    expect(await isGone(join(dir, `0123456789ab.${process.pid}.89abcdef`), 'darwin')).toBe(true);
  });

  test('on Linux a refusal is enough', async () => {
    expect(await isGone(socketOf(process.pid), 'linux')).toBe(true);
  });
});
