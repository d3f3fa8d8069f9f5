import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-koffi-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(file: string, content: string): void {
  mkdirSync(join(folder, 'node_modules', file, '..'), { recursive: true });
  writeFileSync(join(folder, 'node_modules', file), content);
}

const BINARIES = ['linux', 'musl'].map(
  (libc) => `@koromix/koffi-linux-${process.arch}/${libc}_${process.arch}/koffi.node`,
);

describe.skipIf(process.platform !== 'linux')('why koffi cannot be loaded', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['it is not there', {}, /^the optional package koffi is not installed$/],
    [
      'its own file is missing',
      { 'koffi/package.json': '{"main":"gone.js"}' },
      /^the optional package koffi is not installed$/,
    ],
    [
      'it throws',
      { 'koffi/index.js': "throw new Error('made for another Node\\nat this place')" },
      /^koffi cannot be loaded: made for another Node$/,
    ],
    [
      'its binary is damaged',
      {
        'koffi/index.js': 'module.exports = {};',
        ...Object.fromEntries(BINARIES.map((name) => [name, 'no ELF'])),
      },
      /^koffi cannot be loaded: .*koffi\.node: /,
    ],
    ['it lacks a function', { 'koffi/index.js': 'module.exports = {};' }, /^koffi cannot be loaded: .*load/],
  ])('%s', async (_what, files, reason) => {
    for (const [name, content] of Object.entries(files)) install(name, content);
    // Koffi is kept once it is loaded, by another test for one.
    vi.resetModules();
    const { openForeign, whyNoForeign } = await import('../../../src/platform/node/foreign.ts');
    expect(openForeign(join(folder, 'dist', 'program.cjs'))).toBeUndefined();
    expect(whyNoForeign()).toMatch(reason);
  });
});
