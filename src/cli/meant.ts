/** Explains a line whose first word is neither a subcommand nor behind `--`: says what it was meant to be. */
import { MfaExecError } from '../base/errors.ts';
import { closeName } from '../identity/edit-distance.ts';
import { COMMANDS } from '../subcommands.ts';
import { type CommandLine, firstPositional, positionals, splitCommandLine } from './command-line.ts';
import { mainLine, OWN_WORDS, PLAIN, shownCommand, shownOptions } from './corrected-line.ts';
import type { Surroundings } from './surroundings.ts';

/** What other programs call the subcommands. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  list: 'status',
  sessions: 'status',
  clear: 'logout --all',
  signin: 'login',
  signout: 'logout',
  unset: 'export --unset',
  check: 'doctor',
  add: 'keys add',
  import: 'keys import',
  rotate: 'keys rotate',
};

/**
 * The error for `mfa-exec aws s3 ls`, `mfa-exec prod -- aws s3 ls` and `mfa-exec statsu`: it shows the line that works.
 * On Windows the `--` may have been there: PowerShell takes the first one away from the script that npm installs for it
 * (npm/cli#4903), but not from the one for cmd.
 */
export function misplacedWord(line: CommandLine, at: number, around: Surroundings): MfaExecError {
  const { own, command } = line;
  const windows = around.platform === 'win32';
  const program = windows ? 'mfa-exec.cmd' : 'mfa-exec';
  const options = own.slice(0, at);
  const [first = '', ...others] = own.slice(at);
  if (/^\d+$/.test(first)) {
    const words = others.length === 0 ? (command ?? []) : [...others, ...behind(command)];
    return looseCode(options, words, program);
  }
  if (DASHES.test(first)) return typographic(line, program);
  // As aws-vault and others have it: `exec prod -- aws s3 ls`.
  if (first === 'exec' || first === 'run') return needless(line, at, first, around, program);
  const meant = asProfile(line, at, around);
  const what = PLAIN.test(first) ? `'${first}'` : 'the first word';
  if (meant !== undefined) {
    const sentence =
      meant === first
        ? `${what} is a profile: --profile names it`
        : `${what} is not an mfa-exec command; there is a profile '${meant}'`;
    return usage(sentence, profileLine(line, at, meant, program));
  }
  const subcommand = command === undefined ? subcommandLike(first, others, around) : undefined;
  if (options.includes('--help')) {
    const about = subcommand === undefined ? '' : `${subcommand.split(' ')[0]} `;
    return usage(`${what} is not an mfa-exec command`, `mfa-exec ${about}--help`);
  }
  if (subcommand !== undefined) {
    const words = [...options, ...subcommand.split(' '), ...others];
    return usage(`${what} is not an mfa-exec command`, shownOptions(words, 'mfa-exec'));
  }
  const where = windows ? 'after --, which PowerShell takes away from mfa-exec.ps1' : 'after --';
  return usage(
    `${what} is not an mfa-exec command; the command to run comes ${where}`,
    mainLine(line, program),
  );
}

/** The error for `mfa-exec login -- aws s3 ls`: the main job needs no `login` before it. */
export function commandAfterSubcommand(
  { own, command = [] }: CommandLine,
  at: number,
  profiles: readonly string[],
): MfaExecError {
  const words = own.toSpliced(at, command.length === 0 ? 0 : 1);
  const line = shownOptions(withProfile(words, profiles));
  return usage(
    `'${own[at]}' runs no command, so nothing can follow --`,
    command.length === 0 ? line : `${line} -- ${shownCommand(command)}`,
  );
}

/** `words` with `--profile` before a word that is a profile's name, unless one is named. */
export function withProfile(words: readonly string[], profiles: readonly string[]): readonly string[] {
  const isNamed = words.some((word) => /^--profile(=|$)/.test(word));
  const at = positionals(words).find((each) => {
    const word = words[each] ?? '';
    return profiles.includes(word) && !OWN_WORDS.has(word);
  });
  return at === undefined || isNamed ? words : words.toSpliced(at, 0, '--profile');
}

function behind(command: readonly string[] | undefined): string[] {
  return command === undefined ? [] : ['--', ...command];
}

/** The profile that stands in the command's place: surely where a `--` follows, and else where it is no program. */
function asProfile(
  { own, command }: CommandLine,
  at: number,
  { profiles, isProgram }: Surroundings,
): string | undefined {
  const first = own[at] ?? '';
  const isSole = command !== undefined && own.length === at + 1;
  if (profiles.includes(first)) return isSole || !isProgram(first) ? first : undefined;
  return isSole ? closeName(profiles, first) : undefined;
}

function profileLine({ own, command }: CommandLine, at: number, profile: string, program: string): string {
  const options = [...own.slice(0, at), '--profile', profile];
  const others = own.slice(at + 1);
  const words = others.length === 0 ? (command ?? []) : [...others, ...behind(command)];
  return `${shownOptions(options, program)} -- ${shownCommand(words)}`;
}

function needless(
  { own, command }: CommandLine,
  at: number,
  word: string,
  around: Surroundings,
  program: string,
): MfaExecError {
  const line = { own: own.toSpliced(at, 1), command };
  const sentence = `mfa-exec needs no '${word}'`;
  const next = firstPositional(line.own);
  if (next < 0) return usage(sentence, mainLine(line, program));
  const isSole = command !== undefined && line.own.length === next + 1;
  // A sole word before the -- was meant for a profile, whether or not there is one.
  const profile = asProfile(line, next, around) ?? (isSole ? 'NAME' : undefined);
  return usage(
    sentence,
    profile === undefined ? mainLine(line, program) : profileLine(line, next, profile, program),
  );
}

/** The subcommand that `first` is likely meant to be, where nothing that follows speaks for a command to run. */
function subcommandLike(
  first: string,
  others: readonly string[],
  { isProgram }: Surroundings,
): string | undefined {
  const at = firstPositional(others);
  if (at >= 0 && (!OWN_WORDS.has(others[at] ?? '') || isProgram(first))) return undefined;
  if (Object.hasOwn(ELSEWHERE, first)) return ELSEWHERE[first];
  const options = ['help', 'version'];
  const meant = closeName([...COMMANDS.map(({ name }) => name), ...options], first);
  return meant !== undefined && options.includes(meant) ? `--${meant}` : meant;
}

/** A text program made a dash of two hyphens. */
const DASHES = /^[\u2010-\u2015\u2212]+-?/;

function typographic({ own, command }: CommandLine, program: string): MfaExecError {
  const words = [...own, ...behind(command)].map((word) => word.replace(DASHES, '--'));
  return usage(
    'an option begins with two hyphens, and this is a dash, as text programs make of them',
    mainLine(splitCommandLine(words), program),
  );
}

/** A sourced script took the code as its first word; it is not repeated. */
function looseCode(options: readonly string[], command: readonly string[], program: string): MfaExecError {
  const others = options.filter((word, at) => ![word, options[at - 1]].includes('--token-code'));
  return usage(
    'a code stands where the command should: it is given by --token-code',
    `${shownOptions(others, program)} --token-code CODE -- ${shownCommand(command)}`,
  );
}

function usage(sentence: string, hint: string): MfaExecError {
  return new MfaExecError('USAGE', sentence, { hint });
}
