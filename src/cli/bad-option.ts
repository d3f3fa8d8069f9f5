/** Explains options that do not exist or are used wrongly. */
import { MfaExecError } from '../base/errors.ts';
import { closeName } from '../identity/edit-distance.ts';
import { OPTIONS } from '../options.ts';
import { COMMANDS, type CommandName, type CommandSpec, KNOWN_OPTIONS } from '../subcommands.ts';
import type { CommandLine } from './command-line.ts';
import { mainLine, shownOptions } from './corrected-line.ts';
import { FLAGS } from './known-options.ts';

/** The error for `word`, an option that `command` (or the main job) does not take; `line` is where it was typed. */
export function badOption(
  word: string,
  command: CommandName | undefined,
  line: CommandLine = { own: [], command: undefined },
): MfaExecError {
  // What follows the sign may be a code, and errors end up in logs.
  const [typed = '', ...value] = word.split('=');
  // So may what follows the letter of a short one: -pPASSWORD.
  const name = /^(--[a-z][a-z-]*|-[a-z]{1,3})$/i.test(typed) ? typed : `${typed.slice(0, 2)}…`;
  const none =
    command === undefined ? `there is no option '${name}'` : `'${command}' has no option '${name}'`;
  const isFlag = value.length > 0 && FLAGS.has(name);
  const help = command === undefined ? 'mfa-exec --help' : `mfa-exec ${command} --help`;
  return new MfaExecError('USAGE', isFlag ? `${name} takes no value` : none, {
    hint: corrected(word, isFlag ? name : closeName(namesOf(command), typed), command, line) ?? help,
  });
}

/** `line` with `instead` for the name of the option `word`. */
function corrected(
  word: string,
  instead: string | undefined,
  command: CommandName | undefined,
  line: CommandLine,
): string | undefined {
  const at = line.own.indexOf(word);
  if (instead === undefined || at < 0 || /^(-h|--help)$/.test(instead)) return undefined;
  const [, ...value] = word.split('=');
  const own = line.own.with(at, FLAGS.has(instead) ? instead : [instead, ...value].join('='));
  return command === undefined ? mainLine({ ...line, own }) : shownOptions(own);
}

function namesOf(command: CommandName | undefined): readonly string[] {
  const spec: CommandSpec | undefined = COMMANDS.find(({ name }) => name === command);
  if (spec === undefined) return [...OPTIONS.map(({ name }) => name), '--help', '--version'];
  return [...spec.options.map(({ name }) => name), ...spec.shared, '--help'];
}

/** The error for an option that ends the line, or that another option follows. */
export function missingValue(name: string): MfaExecError {
  const value = KNOWN_OPTIONS.find((option) => option.name === name)?.value ?? 'VALUE';
  return new MfaExecError('USAGE', `${name} needs a value`, {
    hint: `${name} ${value}, or ${name}=${value} where it begins with a dash`,
  });
}
