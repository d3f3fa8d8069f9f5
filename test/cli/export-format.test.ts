import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { posixQuoted } from '../../src/base/shell-word.ts';
import {
  cmdValue,
  credentialsJson,
  fishWord,
  isShellFormat,
  powershellWord,
  type ShellFormat,
  statements,
} from '../../src/cli/export-format.ts';
import { anyValue } from '../fakes/arbitrary.ts';
import { SECRET, sampleSession, TOKEN } from '../fakes/session.ts';

describe('statements', () => {
  it.each<[ShellFormat, set: string, unset: string]>([
    ['env', "export A='v'", 'unset AWS_ACCESS_KEY_ID'],
    ['env-no-export', 'A=v', 'unset AWS_ACCESS_KEY_ID'],
    ['fish', "set -gx A 'v';", 'set -e AWS_ACCESS_KEY_ID; or true;'],
    ['powershell', "$Env:A = 'v'", 'Remove-Item Env:AWS_ACCESS_KEY_ID -ErrorAction SilentlyContinue'],
    ['windows-cmd', 'set "A=v"', 'set "AWS_ACCESS_KEY_ID="'],
  ])('%s: one statement a line', (format, set, unset) => {
    expect(statements(format, { A: 'v' }, ['AWS_ACCESS_KEY_ID'], { removable: true })).toBe(
      `${set}\n${unset}\n`,
    );
  });

  test('a file of docker run --env-file can only set', () => {
    expect(statements('env-no-export', { A: 'v' }, ['B'])).toBe('A=v\n');
  });
});

describe('JSON', () => {
  it.each([
    ['json', false],
    ['process', false],
    ['env', true],
    ['env-no-export', true],
    ['fish', true],
    ['powershell', true],
    ['windows-cmd', true],
  ] as const)('%s is for a shell: %s', (format, shell) => {
    expect(isShellFormat(format)).toBe(shell);
  });

  test('is what credential_process wants', () => {
    expect(JSON.parse(credentialsJson(sampleSession(), '000000000012'))).toEqual({
      Version: 1,
      AccessKeyId: 'ASIASAMPLE',
      SecretAccessKey: SECRET,
      SessionToken: TOKEN,
      Expiration: '2026-01-02T15:04:05Z',
      AccountId: '000000000012',
    });
    expect(credentialsJson(sampleSession(), undefined)).toMatch(/Z"\n}\n$/);
  });
});

/** What each shell makes of a word, by its own rules: the inverse of the quoting, written from the manual. */
describe('quoting is undone by the shell’s rules', () => {
  const inner = (word: string) => {
    expect(word).toMatch(/^'.*'$/s);
    return word.slice(1, -1);
  };

  it('POSIX: a quote ends the word, and only an escaped quote stands between two', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const parts = inner(posixQuoted(value)).split("'\\''");
        for (const part of parts) expect(part).not.toContain("'");
        expect(parts.join("'")).toBe(value);
      }),
    );
  });

  it('fish: backslash before a quote or a backslash', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const text = inner(fishWord(value));
        expect(text).toMatch(/^(?:[^'\\]|\\['\\])*$/s);
        expect(text.replace(/\\(['\\])/gs, '$1')).toBe(value);
      }),
    );
  });

  it('PowerShell: every quote, typographic ones included, is doubled', () => {
    const withQuotes = fc.string({
      unit: fc.constantFrom("'", '\u2018', '\u2019', '\u201a', '\u201b', '`', '$', 'x'),
    });
    fc.assert(
      fc.property(fc.oneof(anyValue, withQuotes), (value) => {
        const text = inner(powershellWord(value));
        expect(text).toMatch(/^(?:[^'\u2018-\u201b]|([\u2018-\u201b'])\1)*$/s);
        expect(text.replace(/(['\u2018-\u201b])\1/g, '$1')).toBe(value);
      }),
    );
  });

  it('cmd: a percent sign is doubled', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(cmdValue(value)).toMatch(/^(?:[^%]|%%)*$/s);
        expect(cmdValue(value).replaceAll('%%', '%')).toBe(value);
      }),
    );
  });
});
