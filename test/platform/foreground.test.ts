import { describe, expect, it } from 'vitest';
import { inForeground, isInSight, underJobControl } from '../../src/platform/foreground.ts';
import { type ProcessState, parsePs, parseStat } from '../../src/platform/processes.ts';

const own = process.pid;
const state = (about: Partial<ProcessState>): ProcessState => ({
  state: 'S',
  parent: 100,
  group: own,
  session: 100,
  foreground: own,
  ...about,
});
const reading = (self: Partial<ProcessState>, parent?: Partial<ProcessState>) => (pid: number) => {
  if (pid === own) return state(self);
  return pid === 100 && parent ? state({ parent: 1, group: 100, ...parent }) : undefined;
};

describe('parseStat', () => {
  it.each([
    [
      '12 (node) S 1 12 12 34816 12 4194560 0',
      { state: 'S', parent: 1, group: 12, session: 12, foreground: 12 },
    ],
    ['12 (a) b (c) T 7 8 9 0 -1 0', { state: 'T', parent: 7, group: 8, session: 9, foreground: -1 }],
    ['12 (cut', undefined],
  ])('%s', (line, expected) => {
    expect(parseStat(line)).toEqual(expected);
  });
});

describe('parsePs', () => {
  it.each([
    ['S+     1    12      0    12\n', { state: 'S', parent: 1, group: 12, session: 0, foreground: 12 }],
    ['Ts   700  8  9  0', { state: 'T', parent: 700, group: 8, session: 9, foreground: 0 }],
    ['', undefined],
  ])('%j', (line, expected) => {
    expect(parsePs(line)).toEqual(expected);
  });
});

describe('inForeground', () => {
  it.each([
    ['in the terminal', {}, true],
    ['in the background', { foreground: 100 }, false],
    ['without a terminal', { foreground: -1 }, false],
  ])('%s', (_title, self, expected) => {
    expect(inForeground(reading(self))).toBe(expected);
  });

  it('is not where the state cannot be read', () => {
    expect(inForeground(() => undefined)).toBe(false);
  });
});

describe('underJobControl', () => {
  it.each([
    ['started by an interactive shell', {}, {}, true],
    ['started by a script', { group: 100 }, {}, false],
    ['without a terminal', { foreground: -1 }, {}, false],
    ['leader of its session', { session: own }, {}, false],
    ['its parent out of sight', {}, undefined, false],
  ])('%s', (_title, self, parent, expected) => {
    expect(underJobControl(reading(self, parent))).toBe(expected);
  });
});

describe('isInSight', () => {
  const other = own + 1;
  it.each<
    [title: string, self: Partial<ProcessState>, seen: Partial<ProcessState> | undefined, expected: boolean]
  >([
    ['of one foreground group', { foreground: 5 }, { group: 5, foreground: 5 }, true],
    ['in the background of our terminal', { foreground: 5 }, { group: 6, foreground: 5 }, false],
    ['on another terminal', { foreground: 5 }, { group: 7, foreground: 7 }, false],
    ['stopped', { foreground: 5 }, { group: 5, foreground: 5, state: 'T' }, false],
    ['without a terminal, as we are', { foreground: -1 }, { group: 5, foreground: -1 }, false],
    ['gone', { foreground: 5 }, undefined, false],
  ])('%s', (_title, self, seen, expected) => {
    const read = (pid: number) => (pid === own ? state(self) : seen && state(seen));
    expect(isInSight(read, other)).toBe(expected);
  });
});
