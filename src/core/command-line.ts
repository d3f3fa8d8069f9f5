import { MfaExecError } from './errors.ts';
import { KNOWN_OPTIONS } from './options.ts';
import { shellWord } from './shell-word.ts';

export interface CommandLine {
  /** What comes before the first `--`. */
  readonly own: readonly string[];
  /** What comes after it, to the byte; absent where there is no `--`. */
  readonly command: readonly string[] | undefined;
}

/**
 * Splits at the first `--`, before any parser sees the arguments: what follows is the wrapped command's own
 * business, even where it reads like an option or a command of ours.
 */
export function splitCommandLine(argv: readonly string[]): CommandLine {
  const at = argv.indexOf('--');
  return at < 0 ? { own: argv, command: undefined } : { own: argv.slice(0, at), command: argv.slice(at + 1) };
}

const TAKES_VALUE = new Set(KNOWN_OPTIONS.filter(({ value }) => value !== undefined).map(({ name }) => name));

/** Index of the first argument that is neither an option nor an option's value; -1 where there is none. */
export function firstPositional(own: readonly string[]): number {
  for (let at = 0; at < own.length; at++) {
    const word = own[at] ?? '';
    if (TAKES_VALUE.has(word)) at++;
    else if (!word.startsWith('-') || word === '-') return at;
  }
  return -1;
}

/**
 * The error for `mfa-exec aws s3 ls`, and for `mfa-exec kubectl exec pod -- ls`: it shows the line with its `--`. On
 * Windows it may have been there: PowerShell takes the first one away from the script that npm installs for it
 * (npm/cli#4903), but not from the one for cmd.
 */
export function missingSeparator(
  { own, command }: CommandLine,
  at: number,
  platform: NodeJS.Platform,
): MfaExecError {
  const rest = command === undefined ? [] : ['--', ...command];
  const windows = platform === 'win32';
  const where = windows ? 'after --, which PowerShell takes away from mfa-exec.ps1' : 'after --';
  return new MfaExecError(
    'USAGE',
    `'${own[at]}' is not an mfa-exec command; the command to run comes ${where}`,
    {
      hint: shownLine(
        [...own.slice(0, at), '--', ...own.slice(at), ...rest],
        windows ? 'mfa-exec.cmd' : 'mfa-exec',
      ),
    },
  );
}

/** The error for `mfa-exec login -- aws s3 ls`: the main job needs no `login` before it. */
export function commandAfterSubcommand({ own, command = [] }: CommandLine, at: number): MfaExecError {
  const line = command.length === 0 ? own : [...own.slice(0, at), ...own.slice(at + 1), '--', ...command];
  return new MfaExecError('USAGE', `'${own[at]}' runs no command, so nothing can follow --`, {
    hint: shownLine(line),
  });
}

/** `mfa-exec` and `words` to be pasted into a POSIX shell; a token code is left out, since hints end up in logs. */
function shownLine(words: readonly string[], program = 'mfa-exec'): string {
  const masked = words.map((word, at) =>
    words[at - 1] === '--token-code' ? 'CODE' : word.replace(/^--token-code=.*/s, '--token-code=CODE'),
  );
  return [program, ...masked.map(shellWord)].join(' ');
}
