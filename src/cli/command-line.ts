/** Splits the command line at the first `--`, and reads what has a shorter form. */
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

/** The options that take a value. */
export const TAKES_VALUE: ReadonlySet<string> = new Set(
  KNOWN_OPTIONS.filter(({ value }) => value !== undefined).flatMap(({ name, short }) =>
    short === undefined ? [name] : [name, short],
  ),
);

/** Indexes of the arguments that are neither options nor an option's value. */
export function positionals(own: readonly string[]): number[] {
  const values = valueIndexes(own);
  return [...own.keys()].filter((at) => !values.has(at) && (own[at] === '-' || !own[at]?.startsWith('-')));
}

/** Index of the first such argument; -1 where there is none. */
export function firstPositional(own: readonly string[]): number {
  return positionals(own)[0] ?? -1;
}

function valueIndexes(own: readonly string[]): Set<number> {
  const values = new Set<number>();
  for (const [at, word] of own.entries()) if (TAKES_VALUE.has(word) && !values.has(at)) values.add(at + 1);
  return values;
}

const IN_FULL = new Map([
  ['-V', '--version'],
  ...KNOWN_OPTIONS.flatMap(({ name, short, value }): [string, string][] =>
    short === undefined || value === undefined ? [] : [[short, name]],
  ),
]);

/**
 * `own` with short forms in full that clipanion would not take: `-p NAME`, which it corrupts in a batch, `-V`, and
 * `help` and `version` as other programs have them.
 */
export function inFull(own: readonly string[]): readonly string[] {
  const values = valueIndexes(own);
  const words = own.map((word, at) => {
    if (values.has(at)) return word;
    const [name = '', ...value] = word.split('=');
    return [IN_FULL.get(name) ?? name, ...value].join('=');
  });
  const at = firstPositional(words);
  const option = ['help', 'version'].find((name) => name === words[at]);
  return option === undefined ? words : words.with(at, `--${option}`);
}
