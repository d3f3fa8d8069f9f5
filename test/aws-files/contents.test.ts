import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContents } from '../../src/aws-files/contents.ts';

const folder = mkdtempSync(join(tmpdir(), 'mfa-exec-contents-'));
const place = (name: string) => join(folder, name);

beforeAll(() => {
  chmodSync(folder, 0o755);
  writeFileSync(place('file'), 'text');
  mkdirSync(place('folder'));
  mkdirSync(place('closed'));
  writeFileSync(join(place('closed'), 'file'), 'text');
  chmodSync(place('closed'), 0);
  writeFileSync(place('unreadable'), 'text');
  chmodSync(place('unreadable'), 0);
  if (process.platform !== 'win32') symlinkSync(place('loop'), place('loop'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As nobody where the tests run as root, who may read everything. */
function asUser<T>(work: () => T): T {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test('what is in a file, with and without a byte order mark', () => {
  expect(readContents(place('file'))).toEqual({ bytes: Buffer.from('text'), marked: false });
  writeFileSync(place('marked'), '\ufefftext');
  expect(readContents(place('marked'))).toEqual({ bytes: Buffer.from('text'), marked: true });
});

describe.skipIf(process.platform === 'win32')('is not there, as for the AWS CLI', () => {
  test.each([
    ['a missing file', place('missing')],
    ['no path', ''],
    ['below a file (ENOTDIR)', join(place('file'), 'config')],
    ['a loop of links (ELOOP)', place('loop')],
    ['a name that is too long (ENAMETOOLONG)', place('x'.repeat(300))],
    ['in a folder that cannot be entered (EACCES)', join(place('closed'), 'file')],
    ['a folder', place('folder')],
    ['a device', '/dev/null'],
  ])('%s', (_, path) => {
    expect(asUser(() => readContents(path))).toEqual({ bytes: Buffer.alloc(0), marked: false });
  });

  test('but a file that is seen and cannot be read is CONFIG', () => {
    expect(() => asUser(() => readContents(place('unreadable')))).toThrow(/permission denied/);
  });
});

test.each([
  ['UTF-16 as Windows writes it', Buffer.from('\ufeff[a]', 'utf16le'), true],
  ['the other way round', Buffer.from('\ufeff[a]', 'utf16le').swap16(), true],
  ['without a mark', Buffer.from('[a]', 'utf16le'), true],
  ['UTF-8', Buffer.from('é[a]'), false],
  ['one byte', Buffer.from('a'), false],
  ['zeros', Buffer.alloc(4), false],
])('%s', (_, bytes, wide) => {
  writeFileSync(place('text'), bytes);
  const read = () => readContents(place('text'));
  if (wide) expect(read).toThrow(/is UTF-16/);
  else expect(read().bytes).toEqual(bytes);
});
