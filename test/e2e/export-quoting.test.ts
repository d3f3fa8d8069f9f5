import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { type ShellFormat, statements } from '../../src/cli/export-format.ts';
import { anyValue } from '../fakes/arbitrary.ts';
import { need } from './harness/has.ts';

type Variable = readonly [name: string, value: string];

const NAMES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'MFA_EXEC_SESSION',
] as const;

interface Shell {
  readonly name: string;
  readonly args: readonly string[];
  readonly format: ShellFormat;
  /** Evaluates `$1`, as a person does with `eval "$(mfa-exec export)"`. */
  readonly evaluate: string;
}

const posix = (name: string, ...args: string[]): Shell => ({
  name,
  args,
  format: 'env',
  evaluate: 'eval "$1"',
});
const shells: readonly Shell[] = [
  posix('sh'),
  posix('dash'),
  posix('bash', '--noprofile', '--norc'),
  posix('zsh', '-f'),
  { ...posix('sh'), format: 'env-no-export', evaluate: 'set -a; eval "$1"' },
  { ...posix('bash', '--noprofile', '--norc'), format: 'env-no-export', evaluate: 'set -a; eval "$1"' },
  { ...posix('zsh', '-f'), format: 'env-no-export', evaluate: 'set -a; eval "$1"' },
  { name: 'fish', args: ['--no-config'], format: 'fish', evaluate: 'eval $argv[1]' },
];

/** What a program that the shell starts after `statements` finds in its environment. */
function environmentAfter({ name, args, format, evaluate }: Shell, lines: string): Map<string, string> {
  const rest = format === 'fish' ? [lines] : [name, lines];
  const output = execFileSync(name, [...args, '-c', `${evaluate}\nexec env -0`, ...rest], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const entries = output.split('\0').filter((entry) => entry !== '');
  return new Map(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

/** What a format without quotes may take: `=` and `~` mean files to some shells in some places. */
const bareValue = fc.string({ unit: fc.constantFrom(...'aZ0+/=.,:@~%-_'), maxLength: 12 });

/** Whether the format takes the value: one that cannot quote refuses what a shell would act on. */
function isTaken(format: ShellFormat, variable: Variable): boolean {
  try {
    statements(format, Object.fromEntries([variable]), []);
    return true;
  } catch (error) {
    if (error instanceof MfaExecError) return false;
    throw error;
  }
}

describe.skipIf(process.platform === 'win32').each(shells)('$name, $format', (shell) => {
  const values = fc.array(fc.oneof(anyValue, bareValue), {
    minLength: NAMES.length,
    maxLength: NAMES.length,
  });

  test('gets every value to the byte', (context) => {
    need(context, shell.name);
    fc.assert(
      // One start of the shell serves many values: the names are numbered.
      fc.property(fc.array(fc.oneof(anyValue, bareValue), { minLength: 40, maxLength: 60 }), (many) => {
        const all = many.map((value, at): Variable => [`VALUE_${at}`, value]);
        const variables = all.filter((one) => isTaken(shell.format, one));
        if (shell.format !== 'env-no-export') expect(variables).toEqual(all);
        const found = environmentAfter(shell, statements(shell.format, Object.fromEntries(variables), []));
        expect(variables.map(([name]) => [name, found.get(name)])).toEqual(variables);
      }),
      { numRuns: 8 },
    );
  });

  test('keeps nothing after --unset, and says nothing', (context) => {
    need(context, shell.name);
    fc.assert(
      fc.property(values, (given) => {
        const variables = NAMES.map((name, at): Variable => [name, given[at] ?? '']).filter((one) =>
          isTaken(shell.format, one),
        );
        const unset = statements(shell.format, {}, NAMES, { removable: true });
        const set = statements(shell.format, Object.fromEntries(variables), []);
        const found = environmentAfter(shell, `${set}${unset}${unset}`);
        expect([...found.keys()].filter((name) => /^(AWS|MFA)_/.test(name))).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });
});
