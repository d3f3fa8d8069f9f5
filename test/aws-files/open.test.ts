import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openFile, whyRefused } from '../../src/aws-files/open.ts';
import { configTitle, credentialsTitle, type Titling } from '../../src/aws-files/titles.ts';
import { MfaExecError } from '../../src/base/errors.ts';
import { awsFile } from '../fakes/aws-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'mfa-exec-open-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'config');

/** Of so many names that the whole file is parsed. */
const OTHERS = Array.from({ length: 40 }, (_, index) => `nobody-${index}`);

function outcome(titling: Titling, kind: 'profile' | 'services', names: readonly string[]): unknown {
  try {
    return [...openFile(path, titling).read(kind, names)];
  } catch (error) {
    if (error instanceof MfaExecError) return error.message;
    throw error;
  }
}

test('a search for a few names finds what reading the whole file finds', () => {
  const title = fc.constantFrom(
    ...(['a', 'b', 'a b', 'default', '"a"', ' a', 'DEFAULT', 'é', ']', 'a]', '\u00a0', '', 'x'] as const),
  );
  fc.assert(
    fc.property(
      awsFile,
      fc.array(title, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (bytes, names, inConfig) => {
        writeFileSync(path, bytes);
        const titling = inConfig ? configTitle : credentialsTitle;
        for (const kind of ['profile', 'services'] as const) {
          expect(outcome(titling, kind, names)).toEqual(outcome(titling, kind, [...names, ...OTHERS]));
        }
      },
    ),
    { numRuns: 700 },
  );
});

describe('a file that the AWS CLI refuses', () => {
  test.each<[string, string | Buffer, string, string]>([
    ['two sections of one name', '[default]\na = 1\n[default]\nb = 2\n', 'lines 1 and 3', 'keep one'],
    ['a key twice', '[x]\na = 1\n[default]\nregion = a\nregion = a\n', 'lines 4 and 5', 'keep one'],
    ['a line that is nothing', '[default]\nwhat\n', 'line 2', 'key = value'],
    ['what is no UTF-8', Buffer.from('[default]\na = 1\n# \xfc\n', 'latin1'), 'line 3: not UTF-8', '[NAME]'],
    ['the first of several', '[x]\nwhat\n[default]\na = 1\na = 2\n', 'line 2', '[NAME]'],
    ['a byte order mark', '\ufeff[default]\na = 1\n', 'byte order mark', 'without'],
    ['UTF-16', Buffer.from('\ufeff[default]\na = 1\n', 'utf16le'), 'UTF-16', 'iconv'],
    ['UTF-16 without a mark', Buffer.from('[default]\na = 1\n', 'utf16le').swap16(), 'UTF-16', 'iconv'],
  ])('%s', (_, text, message, hint) => {
    writeFileSync(path, text);
    expect(whyRefused(path)).toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(new RegExp(`^${path}.*${message}`)),
      hint: expect.stringContaining(hint),
    });
  });

  test('is read all the same where what is wrong is elsewhere', () => {
    writeFileSync(path, '\ufeff[default]\na = 1\n[profile x]\nb = 1\nb = 2\n[profile x]\nwhat\n');
    expect(outcome(configTitle, 'profile', ['default'])).toEqual([['default', { a: '1' }]]);
    expect(outcome(configTitle, 'profile', ['default', 'x'])).toContain('lines 4 and 5');
  });
});

test.skipIf(process.platform === 'win32').each([
  ['with a mark', Buffer.from('\ufeff[default]\nregion = é\n', 'utf16le')],
  ['of the other order', Buffer.from('\ufeff[default]\nregion = é\n', 'utf16le').swap16()],
  ['without a mark', Buffer.from('[default]\nregion = é\n', 'utf16le')],
  ['without a mark, of the other order', Buffer.from('[default]\nregion = é\n', 'utf16le').swap16()],
])('the hint makes UTF-8 of UTF-16 %s', (_, bytes) => {
  const file = join(folder, "it's UTF-16");
  writeFileSync(file, bytes);
  execFileSync('sh', ['-c', whyRefused(file)?.hint ?? 'false']);
  expect(whyRefused(file)).toBeUndefined();
  expect(openFile(file, configTitle).read('profile', ['default']).get('default')).toEqual({ region: 'é' });
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('the later of two titles that mean one profile is the profile', () => {
  writeFileSync(
    path,
    '[profile default]\na = 1\n[default]\nb = 2\n[profile "x"]\na = 1\n[profile x]\nb = 2\n',
  );
  expect(outcome(configTitle, 'profile', ['default', 'x'])).toEqual([
    ['default', { b: '2' }],
    ['x', { b: '2' }],
  ]);
  expect(openFile(path, configTitle).profileNames()).toEqual(['default', 'x']);
});
