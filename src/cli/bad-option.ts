/** Explains options that do not exist or are used wrongly. */
import { MfaExecError } from '../base/errors.ts';
import { type CommandName, KNOWN_OPTIONS } from '../subcommands.ts';

const WITH_VALUE = new Set(
  KNOWN_OPTIONS.filter((option) => option.value !== undefined).map((option) => option.name),
);
const FLAGS = new Set([
  ...KNOWN_OPTIONS.filter((option) => option.value === undefined).flatMap(({ name, short }) =>
    short === undefined ? [name] : [name, short],
  ),
  '--help',
  '-h',
  '--version',
]);
const BATCH = new RegExp(`^-[h${KNOWN_OPTIONS.map((option) => option.short?.slice(1) ?? '').join('')}]+$`);

/** The first of `words` that reads like an option and is none; `undefined` where there is none such. */
export function unknownOption(words: readonly string[]): string | undefined {
  return words.find((word, at) => {
    if (WITH_VALUE.has(words[at - 1] ?? '') || !word.startsWith('-')) return false;
    const [name = '', ...value] = word.split('=');
    return !(WITH_VALUE.has(name) || (value.length === 0 && (FLAGS.has(name) || BATCH.test(name))));
  });
}

/** The error for `word`, an option that `command` (or the main job) does not take. */
export function badOption(word: string, command: CommandName | undefined): MfaExecError {
  // What follows the sign may be a code, and errors end up in logs.
  const [typed = '', ...value] = word.split('=');
  // So may what follows the letter of a short one: -pPASSWORD.
  const name = /^(--[a-z][a-z-]*|-[a-z]{1,3})$/i.test(typed) ? typed : `${typed.slice(0, 2)}…`;
  const none =
    command === undefined ? `there is no option '${name}'` : `'${command}' has no option '${name}'`;
  return new MfaExecError('USAGE', value.length > 0 && FLAGS.has(name) ? `${name} takes no value` : none, {
    hint: command === undefined ? 'mfa-exec --help' : `mfa-exec ${command} --help`,
  });
}

/** The error for an option that ends the line, or that another option follows. */
export function missingValue(name: string): MfaExecError {
  const value = KNOWN_OPTIONS.find((option) => option.name === name)?.value ?? 'VALUE';
  return new MfaExecError('USAGE', `${name} needs a value`, {
    hint: `${name} ${value}, or ${name}=${value} where it begins with a dash`,
  });
}
