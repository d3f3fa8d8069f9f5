import { describe, expect, it } from 'vitest';
import { jobserver } from '../../../src/run/exec/inherited.ts';

describe('jobserver', () => {
  it.each([
    [undefined, []],
    ['', []],
    [' -j4 --jobserver-auth=3,4', [3, 4]],
    [' --jobserver-fds=5,6 -j', [5, 6]],
    [' -j4 --jobserver-auth=fifo:/tmp/GMfifo1', []],
  ])('%j', (makeflags, expected) => {
    expect(jobserver(makeflags)).toEqual(expected);
  });
});
