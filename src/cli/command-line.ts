import { MfaExecError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import { KNOWN_OPTIONS } from '../subcommands.ts';

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
  const program = windows ? 'mfa-exec.cmd' : 'mfa-exec';
  const [first = '', ...others] = own.slice(at);
  if (/^\d+$/.test(first)) {
    return looseCode(own.slice(0, at), others.length === 0 ? (command ?? []) : [...others, ...rest], program);
  }
  if (first === 'help')
    return usage(`'help' is an option: --help`, shownLine([...others, '--help'], program));
  const where = windows ? 'after --, which PowerShell takes away from mfa-exec.ps1' : 'after --';
  return usage(
    `'${first}' is not an mfa-exec command; the command to run comes ${where}`,
    shownLine([...own.slice(0, at), '--', ...own.slice(at), ...rest], program),
  );
}

/** A sourced script took the code as its first word; it is not repeated. */
function looseCode(options: readonly string[], command: readonly string[], program: string): MfaExecError {
  const others = options.filter((word, at) => ![word, options[at - 1]].includes('--token-code'));
  const line = [...others, '--token-code', 'CODE', '--', ...(command.length === 0 ? ['COMMAND'] : command)];
  return usage(
    'a code stands where the command should: it is given by --token-code',
    shownLine(line, program),
  );
}

function usage(sentence: string, hint: string): MfaExecError {
  return new MfaExecError('USAGE', sentence, { hint });
}

/** The error for `mfa-exec login -- aws s3 ls`: the main job needs no `login` before it. */
export function commandAfterSubcommand({ own, command = [] }: CommandLine, at: number): MfaExecError {
  const line = command.length === 0 ? own : [...own.slice(0, at), ...own.slice(at + 1), '--', ...command];
  return new MfaExecError('USAGE', `'${own[at]}' runs no command, so nothing can follow --`, {
    hint: shownLine(line),
  });
}

/** `mfa-exec` and `words` to be pasted into a POSIX shell; without secrets, since hints end up in logs. */
function shownLine(words: readonly string[], program = 'mfa-exec'): string {
  return [program, ...words.map((word, at) => shown(word, words[at - 1]))].join(' ');
}

/** Options whose values may be, or hold, a secret. */
const SECRET = new Map([
  ['--token-code', 'CODE'],
  ['--mfa-process', "'CMD'"],
]);

function shown(word: string, before: string | undefined): string {
  const [name = ''] = word.split('=', 1);
  const own = SECRET.get(name);
  if (own !== undefined && word !== name) return `${name}=${own}`;
  return SECRET.get(before ?? '') ?? shellWord(word);
}
