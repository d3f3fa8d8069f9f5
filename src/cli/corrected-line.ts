/** Command lines that are shown to be pasted. A word that may be a secret is not repeated: hints end up in logs. */
import { shellWord } from '../base/shell-word.ts';
import { COMMANDS, KNOWN_OPTIONS } from '../subcommands.ts';
import { type CommandLine, firstPositional, TAKES_VALUE } from './command-line.ts';
import { unknownOption } from './known-options.ts';
import type { RawOptions } from './request.ts';

/** Options whose values name something, and are fit for a log. Any other's may be, or hold, a secret. */
const NAMING = new Set(
  '--profile --region --role-arn --mfa-serial --duration --role-duration --min-ttl --store --format'.split(
    ' ',
  ),
);
const VALUES = new Map(KNOWN_OPTIONS.map(({ name, value = '' }) => [name, shellWord(value)]));
/** The subcommands, and the words that they take. */
export const OWN_WORDS: ReadonlySet<string> = new Set(
  COMMANDS.flatMap(({ name, usage }) => [name, ...usage.split('|')]),
);

/** `mfa-exec` and its own words, to be pasted into a POSIX shell; the name of a value that is not repeated. */
export function shownOptions(words: readonly string[], program = 'mfa-exec'): string {
  const shown = words.map((word, at) => {
    const before = words[at - 1] ?? '';
    if (TAKES_VALUE.has(before)) return NAMING.has(before) ? shellWord(word) : VALUES.get(before);
    if (!word.startsWith('-') && !OWN_WORDS.has(word)) return '…';
    if (unknownOption([word]) !== undefined) return '…';
    const [name = '', ...value] = word.split('=');
    return value.length === 0 || NAMING.has(name) ? shellWord(word) : `${name}=${VALUES.get(name)}`;
  });
  return [program, ...shown].join(' ');
}

/** The options of a line as words again. */
export function typedWords(raw: RawOptions): string[] {
  return Object.entries(raw).flatMap(([name, value]) =>
    typeof value === 'string' ? [name, value] : value === true ? [name] : [],
  );
}

/** A program, or a word that says what it is to do: `s3`, `list-clusters`. */
export const PLAIN = /^[\w./+@-]{1,64}$/;
const VERB = /^[a-z][a-z0-9-]{0,20}$/;

/** The command up to its verbs. What follows stays with who typed it: a password may be among it. */
export function shownCommand([program = '', ...words]: readonly string[]): string {
  const other = words.findIndex((word, at) => at === 2 || !VERB.test(word));
  const verbs = other < 0 ? words : words.slice(0, other);
  const name = PLAIN.test(program) ? program : 'COMMAND';
  return [name, ...verbs, ...(verbs.length < words.length ? ['…'] : [])].join(' ');
}

/** The line of the main job, its `--` where it belongs. */
export function mainLine({ own, command }: CommandLine, program = 'mfa-exec'): string {
  const at = firstPositional(own);
  const options = at < 0 ? own : own.slice(0, at);
  const words =
    at < 0 ? (command ?? []) : [...own.slice(at), ...(command === undefined ? [] : ['--', ...command])];
  const moved = namedProfile(words);
  const given = moved === undefined ? options : [...options, '--profile', moved.profile];
  return `${shownOptions(given, program)} -- ${shownCommand(moved?.command ?? words)}`;
}

/** Programs with an option --profile that names a profile of the AWS files. */
const PROGRAMS = new Set(['aws', 'cdk', 'eksctl', 'sam']);

/** The profile that an option of the command names, and the command without it; `undefined` where none is. */
export function namedProfile(
  words: readonly string[],
): { readonly profile: string; readonly command: string[] } | undefined {
  if (!PROGRAMS.has((words[0] ?? '').replace(/^.*[/\\]/, ''))) return undefined;
  const at = words.findIndex((word) => /^--profile(=|$)/.test(word));
  const joined = /^--profile=(.*)$/s.exec(words[at] ?? '')?.[1];
  const profile = joined ?? words[at + 1];
  if (at < 0 || !profile) return undefined;
  return {
    profile,
    command: words.filter((_, each) => each !== at && (joined !== undefined || each !== at + 1)),
  };
}
