import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownPackage } from '../../src/platform/own-package.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'mx-own-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a native package', () => {
  test.each([
    [
      'nested (npm install --global)',
      'lib/node_modules/mfa-exec',
      'lib/node_modules/mfa-exec/node_modules/koffi',
      true,
    ],
    ['hoisted beside the package', 'app/node_modules/mfa-exec', 'app/node_modules/koffi', true],
    [
      'hoisted from a package within a package',
      'app/node_modules/a/node_modules/mfa-exec',
      'app/node_modules/koffi',
      true,
    ],
    ['in a working copy', 'src/mfa-exec', 'src/mfa-exec/node_modules/koffi', true],
    ['in the home, for a package elsewhere', 'lib/node_modules/mfa-exec', 'node_modules/koffi', false],
    ['of a folder above a working copy', 'clone/tools/mfa-exec', 'clone/node_modules/koffi', false],
    ['below dist, where the package has none', 'src/mfa-exec', 'src/mfa-exec/dist/node_modules/koffi', false],
  ])('%s', (_what, own, koffi, isOwn) => {
    for (const folder of [join(own, 'dist'), koffi]) mkdirSync(join(root, folder), { recursive: true });
    const look = () => ownPackage(join(root, own, 'dist', 'mfa-exec.cjs'), 'koffi');
    if (isOwn) expect(look()).toBe(join(root, koffi));
    else expect(look).toThrow("Cannot find module 'koffi'");
  });

  test("linked into pnpm's store", () => {
    const real = join(root, '.pnpm', 'koffi@3', 'node_modules', 'koffi');
    const beside = join(root, '.pnpm', 'mfa-exec@1', 'node_modules', 'koffi');
    for (const folder of [real, dirname(beside)]) mkdirSync(folder, { recursive: true });
    symlinkSync(real, beside);
    expect(ownPackage(join(dirname(beside), 'mfa-exec', 'dist', 'mfa-exec.cjs'), 'koffi')).toBe(real);
  });
});
