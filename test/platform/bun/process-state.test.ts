import { expect, it } from 'vitest';
import { inheritedDescriptors } from '../../../src/platform/bun/process-state.ts';

const EPOLL = 'anon_inode:[eventpoll]';
const EVENT = 'anon_inode:[eventfd]';

/** What Bun has open on Linux: its own two take the lowest numbers that are free. */
function withBun(inherited: readonly (readonly [number, string])[]) {
  const all = new Map<number, string>([[0, '/dev/pts/1'], [1, 'pipe:[1]'], [2, '/dev/null'], ...inherited]);
  for (const own of [EPOLL, EVENT]) {
    let fd = 3;
    while (all.has(fd)) fd += 1;
    all.set(fd, own);
  }
  return [...all].map(([fd, target]) => ({ fd, target })).sort((a, b) => a.fd - b.fd);
}

it.each([
  ['none', [], []],
  ['a file at 3', [[3, '/etc/passwd']], [3]],
  [
    "make's jobserver, a pipe with both ends here",
    [
      [3, 'pipe:[7]'],
      [4, 'pipe:[7]'],
    ],
    [3, 4],
  ],
  [
    'one that came after a hole',
    [
      [8, 'pipe:[7]'],
      [9, 'pipe:[7]'],
    ],
    [8, 9],
  ],
  ['an eventfd below', [[3, EVENT]], [3]],
  ['an epoll below', [[3, EPOLL]], [3]],
  ['one between its own', [[4, 'socket:[8]']], [4]],
  ['an eventfd above', [[9, EVENT]], [9]],
] as [string, [number, string][], number[]][])('%s', (_title, inherited, expected) => {
  expect(inheritedDescriptors(withBun(inherited), () => [])).toEqual(expected);
});
