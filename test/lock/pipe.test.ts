import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPipeContender } from '../../src/lock/pipe.ts';

// Elsewhere a socket stands in for the pipe: its name is as exclusive while somebody listens.
let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mx-pipe-'));
  path = process.platform === 'win32' ? `\\\\.\\pipe\\mfa-exec-test-${randomUUID()}` : join(dir, 'pipe');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('the first holds it, the second learns from whom and how it ended, then holds it', async () => {
  const first = await createPipeContender({ path, pid: 11 }).attempt();
  const second = createPipeContender({ path, pid: 22 });
  const waiting = await second.attempt();
  if (first.kind !== 'held' || waiting.kind !== 'taken') throw new Error(`${first.kind}, ${waiting.kind}`);
  expect(await waiting.host.pid).toBe(11);
  await first.held.release({ kind: 'done' });
  expect(await waiting.host.outcome).toEqual({ kind: 'done' });

  let again = await second.attempt();
  while (again.kind === 'unclear') again = await second.attempt();
  if (again.kind !== 'held') throw new Error(again.kind);
  await again.held.release({ kind: 'left' });
});

test('a failure reaches those who wait', async () => {
  const first = await createPipeContender({ path, pid: 11 }).attempt();
  const waiting = await createPipeContender({ path, pid: 22 }).attempt();
  if (first.kind !== 'held' || waiting.kind !== 'taken') throw new Error(`${first.kind}, ${waiting.kind}`);
  await first.held.release({ kind: 'failed', code: 'PROMPT_CANCELLED' });
  expect(await waiting.host.outcome).toEqual({ kind: 'failed', code: 'PROMPT_CANCELLED' });
});
