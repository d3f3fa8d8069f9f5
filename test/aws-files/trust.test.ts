import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distrust } from '../../src/aws-files/trust.ts';

/** Not root's number: what root owns is trusted. */
const owner = process.getuid?.() || 4242;
let folder: string;
let file: string;

describe.skipIf(process.platform === 'win32')('a file that names programs', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trust-'));
    file = join(folder, 'a config');
    writeFileSync(file, '');
    chmodSync(file, 0o600);
    if (owner !== process.getuid?.()) for (const path of [folder, file]) chownSync(path, owner, owner);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is trusted where nobody else can have written it', () => {
    expect(distrust(file, owner)).toBeUndefined();
  });

  it.each([
    ['the file', () => file],
    ['its folder', () => folder],
  ])('is not where others can write %s: a line for the owner', (_, path) => {
    chmodSync(path(), 0o777);
    expect(distrust(file, owner)?.hint).toMatch(/^chmod go-w /);
  });

  it('is not where it is of another user, who alone can change its mode', () => {
    chmodSync(file, 0o666);
    const hint = `if you trust what is in it: sudo chown ${owner + 1} '${file}'`;
    expect(distrust(file, owner + 1)?.hint).toBe(hint);
  });

  it('is no device, and nothing but a file: those are not read', () => {
    expect(distrust('/dev/null', owner)).toBeUndefined();
    mkdirSync(join(folder, 'sub'));
    expect(distrust(join(folder, 'sub'), owner)).toBeUndefined();
    expect(distrust(join(folder, 'missing'), owner)).toBeUndefined();
  });
});
