import { MfaExecError } from './errors.ts';
import { COMMANDS, type OptionSpec, OPTIONS } from './options.ts';

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

const TAKES_VALUE = new Set<string>(
  [...OPTIONS, ...COMMANDS.flatMap((command) => command.options as readonly Omit<OptionSpec, 'env'>[])]
    .filter((option) => 'value' in option)
    .map((option) => option.name),
);

/** Index of the first argument that is neither an option nor an option's value; -1 where there is none. */
export function firstPositional(own: readonly string[]): number {
  for (let at = 0; at < own.length; at++) {
    const word = own[at] ?? '';
    if (TAKES_VALUE.has(word)) at++;
    else if (!word.startsWith('-')) return at;
  }
  return -1;
}

/** The error for `mfa-exec aws s3 ls`: it shows the line with its `--`. */
export function missingSeparator(own: readonly string[], at: number): MfaExecError {
  const quoted = own.map(shellWord);
  const line = ['mfa-exec', ...quoted.slice(0, at), '--', ...quoted.slice(at)].join(' ');
  return new MfaExecError('USAGE', `'${own[at]}' is not a mfa-exec command; the command to run comes after --`, {
    hint: line,
  });
}

/** `word` as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
