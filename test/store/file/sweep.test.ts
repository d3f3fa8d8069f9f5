import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepFiles } from '../../../src/store/file/sweep.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mx-sweep-'));
  writeFileSync(join(dir, 'entry'), 'old');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Sweeps at the time 10; `looks` is what each look at the entry finds. */
function sweep(...looks: (number | (() => number))[]): void {
  const expiryOf = () => {
    const look = looks.shift();
    return typeof look === 'function' ? look() : look;
  };
  sweepFiles({ dir, isEntry: (name) => name === 'entry', expiryOf, now: 10 });
}

test('what has ended goes', () => {
  sweep(10, 10);
  expect(readdirSync(dir)).toEqual([]);
});

test('what has not, and what cannot be read, stays', () => {
  sweep(11);
  sweep();
  expect(readdirSync(dir)).toEqual(['entry']);
});

test('what was renewed between the look and the removal is put back', () => {
  sweep(10, 11);
  expect(readdirSync(dir)).toEqual(['entry']);
});

test('what was written in the meantime stays as it is', () => {
  sweep(10, () => {
    writeFileSync(join(dir, 'entry'), 'new');
    return 11;
  });
  expect(readdirSync(dir)).toEqual(['entry']);
  expect(readFileSync(join(dir, 'entry'), 'utf8')).toBe('new');
});
