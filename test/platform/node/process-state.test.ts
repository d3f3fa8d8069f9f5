import { describe, expect, it } from 'vitest';
import { inheritedDescriptors } from '../../../src/platform/node/process-state.ts';

const stdio = [
  [0, '/dev/pts/1'],
  [1, 'pipe:[1]'],
  [2, '/dev/null'],
] as const;

/** What Node 22 and later have open by themselves on Linux, with the descriptors in `taken` already gone. */
function withNode(inherited: readonly (readonly [number, string])[]) {
  const all = new Map<number, string>([...stdio, ...inherited]);
  const loop = (pipe: string) => ['anon_inode:[io_uring]', pipe, pipe, 'anon_inode:[eventfd]'];
  const own = [
    'anon_inode:[eventpoll]',
    ...[
      'anon_inode:[io_uring]',
      'pipe:[100]',
      'pipe:[100]',
      'pipe:[101]',
      'pipe:[101]',
      'anon_inode:[eventfd]',
    ],
    ...['anon_inode:[eventpoll]', ...loop('pipe:[102]')],
    ...['anon_inode:[eventpoll]', ...loop('pipe:[103]')],
  ];
  let fd = 3;
  for (const target of own) {
    while (all.has(fd)) fd += 1;
    all.set(fd, target);
  }
  return [...all].map(([number, target]) => ({ fd: number, target })).sort((a, b) => a.fd - b.fd);
}

const noParent = () => [];

describe('inheritedDescriptors', () => {
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
    ['a lock file at 9 with nothing below', [[9, '/run/lock']], [9]],
    ['one end of a pipe after Node began', [[5, 'pipe:[7]']], [5]],
    ['a socket', [[7, 'socket:[8]']], [7]],
    ['an eventfd below Node', [[3, 'anon_inode:[eventfd]']], [3]],
    [
      'beyond 15 too: Node goes on to the first that is closed',
      [
        [15, '/a'],
        [16, '/b'],
        [63, 'pipe:[9]'],
      ],
      [15, 16, 63],
    ],
  ] as [string, [number, string][], number[]][])('%s', (_title, inherited, expected) => {
    expect(inheritedDescriptors(withNode(inherited), noParent)).toEqual(expected);
  });

  it('asks the parent where a pipe with both ends came after a hole', () => {
    const open = withNode([
      [8, 'pipe:[7]'],
      [9, 'pipe:[7]'],
    ]);
    expect(inheritedDescriptors(open, () => ['/dev/null', 'pipe:[7]'])).toEqual([8, 9]);
  });

  it('does not look at the parent in the usual case', () => {
    const parent = () => expect.unreachable('no need to ask');
    expect(inheritedDescriptors(withNode([[3, 'pipe:[7]']]), parent)).toEqual([3]);
  });
});
