import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSoftNofile } from '../../../src/run/exec/limits.ts';
import { kindOf, probe } from '../../../src/run/exec/probe.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string | Buffer, mode = 0o755): string {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe.skipIf(process.platform === 'win32')('probe', () => {
  it('lets an executable file pass', () => {
    expect(probe(file('x'))).toBeUndefined();
  });

  it.each([
    ['a file that is not executable', () => file('x', 0o644), 'EACCES'],
    ['a folder', () => folder, 'EACCES'],
    ['nothing', () => join(folder, 'nope'), 'ENOENT'],
    ['a path through a file', () => join(file('x'), 'y'), 'ENOTDIR'],
  ])('%s', (_title, path, expected) => {
    expect(probe(path())).toBe(expected);
  });

  it('names a circle of links', () => {
    symlinkSync('circle', join(folder, 'circle'));
    expect(probe(join(folder, 'circle'))).toBe('ELOOP');
  });
});

describe.skipIf(process.platform !== 'linux')('kindOf', () => {
  const own = process.execPath;
  const elf = (bytes: number[]) => {
    const header = Buffer.alloc(64);
    header.set([0x7f, 0x45, 0x4c, 0x46, ...bytes]);
    return header;
  };

  it.each([
    ['a script', '#!/bin/sh\necho', 'script'],
    ['a script with an option', '#! /usr/bin/env  node\n', 'script'],
    ['a script without its interpreter', '#!/no/such/shell\n', 'unsure'],
    ['a script with no interpreter at all', '#!\n', 'unsure'],
    ['a text file', 'echo hello\n', 'text'],
    ['an empty file', '', 'text'],
    ['a program for another machine', elf([1, 1, 1]), 'unsure'],
    ['something else', Buffer.from([0, 1, 2, 3]), 'unsure'],
  ] as [string, string | Buffer, string][])('%s', (_title, content, expected) => {
    expect(kindOf(file(content), own)).toBe(expected);
  });

  it("knows this machine's programs", () => {
    expect(kindOf('/bin/sh', own)).toBe('program');
    expect(kindOf(own, own)).toBe('program');
  });

  it('takes a folder for an interpreter no better than none', () => {
    mkdirSync(join(folder, 'inner'));
    expect(kindOf(file(`#!${folder}/inner\n`), own)).toBe('unsure');
  });
});

describe('parseSoftNofile', () => {
  const line = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 1048576              files     \n`;

  it.each([
    ['1024', 1024n],
    ['unlimited', undefined],
  ])('%s', (soft, expected) => {
    expect(parseSoftNofile(line(soft))).toBe(expected);
  });

  it('is nothing without the line', () => {
    expect(parseSoftNofile('')).toBeUndefined();
  });
});
