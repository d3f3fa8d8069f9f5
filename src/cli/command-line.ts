/** Splits the command line at the first `--`, and explains a line that lacks one. */
import { MfaExecError } from '../base/errors.ts';
import { shellWord } from '../base/shell-word.ts';
import { COMMANDS, KNOWN_OPTIONS } from '../subcommands.ts';
import { unknownOption } from './bad-option.ts';

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
  const options = own.slice(0, at);
  const [first = '', ...others] = own.slice(at);
  if (/^\d+$/.test(first)) {
    return looseCode(options, others.length === 0 ? (command ?? []) : [...others, ...rest], program);
  }
  if (first === 'help') {
    const name = COMMANDS.find((entry) => entry.name === others[0])?.name;
    return usage(`'help' is an option: --help`, [program, ...(name ? [name] : []), '--help'].join(' '));
  }
  const what = PLAIN.test(first) ? `'${first}'` : 'the first word';
  const where = windows ? 'after --, which PowerShell takes away from mfa-exec.ps1' : 'after --';
  return usage(
    `${what} is not an mfa-exec command; the command to run comes ${where}`,
    `${shownOptions(options, program)} -- ${shownCommand([first, ...others, ...rest])}`,
  );
}

/** A sourced script took the code as its first word; it is not repeated. */
function looseCode(options: readonly string[], command: readonly string[], program: string): MfaExecError {
  const others = options.filter((word, at) => ![word, options[at - 1]].includes('--token-code'));
  const shown = command.length === 0 ? 'COMMAND' : shownCommand(command);
  return usage(
    'a code stands where the command should: it is given by --token-code',
    `${shownOptions(others, program)} --token-code CODE -- ${shown}`,
  );
}

function usage(sentence: string, hint: string): MfaExecError {
  return new MfaExecError('USAGE', sentence, { hint });
}

/** The error for `mfa-exec login -- aws s3 ls`: the main job needs no `login` before it. */
export function commandAfterSubcommand({ own, command = [] }: CommandLine, at: number): MfaExecError {
  const line =
    command.length === 0
      ? shownOptions(own)
      : `${shownOptions([...own.slice(0, at), ...own.slice(at + 1)])} -- ${shownCommand(command)}`;
  return new MfaExecError('USAGE', `'${own[at]}' runs no command, so nothing can follow --`, { hint: line });
}

/** Options whose values name something, and are fit for a log. Any other's may be, or hold, a secret. */
const NAMING = new Set(
  '--profile --region --role-arn --mfa-serial --duration --min-ttl --store --format'.split(' '),
);
const VALUES = new Map(KNOWN_OPTIONS.map(({ name, value = '' }) => [name, shellWord(value)]));

/** `mfa-exec` and its own options, to be pasted into a POSIX shell; the name of a value that is not repeated. */
function shownOptions(words: readonly string[], program = 'mfa-exec'): string {
  const shown = words.map((word, at) => {
    const before = words[at - 1] ?? '';
    if (TAKES_VALUE.has(before)) return NAMING.has(before) ? shellWord(word) : VALUES.get(before);
    if (unknownOption([word]) !== undefined) return '…';
    const [name = '', ...value] = word.split('=');
    return value.length === 0 || NAMING.has(name) ? shellWord(word) : `${name}=${VALUES.get(name)}`;
  });
  return [program, ...shown].join(' ');
}

/** A program, or a word that says what it is to do: `s3`, `list-clusters`. */
const PLAIN = /^[\w./+@-]{1,64}$/;
const VERB = /^[a-z][a-z0-9-]{0,20}$/;

/** The command up to its verbs. What follows stays with who typed it: a password may be among it, and hints end up in logs. */
function shownCommand([program = '', ...words]: readonly string[]): string {
  const other = words.findIndex((word, at) => at === 2 || !VERB.test(word));
  const verbs = other < 0 ? words : words.slice(0, other);
  const name = PLAIN.test(program) ? program : 'COMMAND';
  return [name, ...verbs, ...(verbs.length < words.length ? ['…'] : [])].join(' ');
}
