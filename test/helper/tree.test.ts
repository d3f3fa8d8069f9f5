import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { descendants, endTree } from '../../src/helper/tree.ts';
import { need, needPosix } from '../e2e/harness/has.ts';

test('children and theirs descend, and nobody else', () => {
  const parents = new Map([
    [1, 0],
    [10, 1],
    [11, 10],
    [12, 11],
    [13, 10],
    [20, 1],
  ]);
  expect(descendants(10, parents).sort((a, b) => a - b)).toEqual([11, 12, 13]);
  expect(descendants(99, parents)).toEqual([]);
});

describe.each(['linux', 'darwin'] as const)('by the means of %s', (platform) => {
  test('what a shell started ends with it', async (context) => {
    needPosix(context);
    context.skip(platform === 'linux' && process.platform !== 'linux', 'no /proc');
    if (platform === 'darwin') need(context, 'ps');
    const shell = spawn('sh', ['-c', '(sh -c "echo ready; exec sleep 1000" | cat) & wait']);
    await once(shell.stdout, 'data');
    // Only when the last of them has gone is the pipe closed.
    const closed = once(shell, 'close');
    endTree(shell.pid ?? 0, platform);
    expect((await closed)[1]).toBe('SIGTERM');
  });
});
