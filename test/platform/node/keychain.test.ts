import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadKeychain } from '../../../src/platform/node/keychain.ts';

const require = createRequire(import.meta.url);

describe('where keytar is found', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mx-keytar-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A keytar whose own loader finds nothing, as on Alpine. */
  function brokenKeytar(): string {
    const keytar = join(folder, 'node_modules', 'keytar');
    mkdirSync(keytar, { recursive: true });
    writeFileSync(join(keytar, 'index.js'), "throw new Error('Failed to load keytar native addon');");
    return keytar;
  }

  test('not installed', () => {
    expect(() => loadKeychain(join(folder, 'dist', 'program.cjs'))).toThrow(/Cannot find module 'keytar'/);
  });

  test('its own words, where its build for musl does not load either', () => {
    brokenKeytar();
    expect(() => loadKeychain(join(folder, 'dist', 'program.cjs'))).toThrow(
      'Failed to load keytar native addon',
    );
  });

  test.skipIf(process.platform !== 'linux')('its build for musl, which its own loader passes over', () => {
    const prebuilds = join(dirname(require.resolve('keytar/package.json')), 'prebuilds');
    const musl = join(brokenKeytar(), 'prebuilds', `linuxmusl-${process.arch}`);
    mkdirSync(musl, { recursive: true });
    // The one of this machine, put where the other one lies.
    copyFileSync(join(prebuilds, `linux-${process.arch}`, 'keytar.node'), join(musl, 'keytar.node'));
    expect(loadKeychain(join(folder, 'dist', 'program.cjs'))).toHaveProperty('getPassword');
  });
});
