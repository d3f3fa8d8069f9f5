/** What the completion scripts of all shells offer. */
import { OPTIONS, type OwnOptionSpec } from '../../options.ts';
import { COMMANDS, type CommandSpec } from '../../subcommands.ts';

/** A place where options can stand: before any subcommand, or after one. */
export interface Place {
  /** A subcommand's name; `run` for the main job, which has none. */
  readonly name: string;
  readonly help: string;
  readonly options: readonly OwnOptionSpec[];
  /** The words one of which it takes beside options. */
  readonly words: readonly string[];
}

const HELP: OwnOptionSpec = { name: '--help', short: '-h', help: 'print the help' };
const VERSION: OwnOptionSpec = { name: '--version', help: 'print the version' };

/** The main job first. */
export const PLACES: readonly Place[] = [
  { name: 'run', help: '', options: [...OPTIONS, HELP, VERSION], words: [] },
  ...COMMANDS.map(({ name, usage, help, options, shared }: CommandSpec) => ({
    name,
    help,
    options: [...options, ...OPTIONS.filter((option) => shared.includes(option.name)), HELP],
    words: usage.includes('|') ? usage.split('|') : [],
  })),
];

/** Every option once. */
export const ALL_OPTIONS: readonly OwnOptionSpec[] = [
  ...new Map(PLACES.flatMap(({ options }) => options).map((option) => [option.name, option])).values(),
];

/** What an option is called, short form first. */
export function namesOf({ name, short }: OwnOptionSpec): string[] {
  return short === undefined ? [name] : [short, name];
}

/** The words after which a value follows. */
export const TAKING: readonly string[] = ALL_OPTIONS.filter(({ value }) => value !== undefined).flatMap(
  namesOf,
);

/** The values that can be offered without asking anybody; absent where there are none, and for a flag. */
export function fixedValues({ choices, suggestions }: OwnOptionSpec): readonly string[] | undefined {
  return choices ?? suggestions;
}

/** The line that prints the profiles' names, one a line. */
export const PROFILES_COMMAND = 'mfa-exec completion --profiles';
