import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, test } from 'vitest';
import { isAlive, startOf } from '../../src/platform/processes.ts';

const { pid, platform } = process;

test('this process is alive, and what started at another time is another', () => {
  const startedAt = startOf(pid, platform);
  if (platform !== 'win32') expect(startedAt).toMatch(/\d/);
  expect(startOf(pid, platform)).toBe(startedAt);
  expect(isAlive(pid, startedAt, platform)).toBe(true);
  if (platform !== 'win32') expect(isAlive(pid, 'another start', platform)).toBe(false);
});

test('one that has ended is not alive', async () => {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  const startedAt = startOf(child.pid ?? 0, platform);
  await once(child, 'close');
  expect(isAlive(child.pid ?? 0, startedAt, platform)).toBe(false);
});

test.runIf(platform === 'linux')('nor is one that nobody has waited for', async () => {
  // The shell becomes a program that never waits for the child that it had.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 30'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = await once(parent.stdout, 'data');
    const zombie = Number(line);
    const startedAt = startOf(zombie, platform);
    await expect.poll(() => isAlive(zombie, startedAt, platform)).toBe(false);
    expect(startOf(zombie, platform)).toBe(startedAt);
  } finally {
    parent.kill();
  }
});
