/** Tells the words that are options of mfa-exec from those that only read like one. */
import { KNOWN_OPTIONS } from '../subcommands.ts';
import { TAKES_VALUE } from './command-line.ts';

const OWN_FLAGS = KNOWN_OPTIONS.filter((option) => option.value === undefined);
const BATCH = new RegExp(`^-[h${OWN_FLAGS.map((option) => option.short?.slice(1) ?? '').join('')}]+$`);

/** The options that take no value, short forms too. */
export const FLAGS: ReadonlySet<string> = new Set([
  ...OWN_FLAGS.flatMap(({ name, short }) => (short === undefined ? [name] : [name, short])),
  '--help',
  '-h',
  '--version',
]);

/** The first of `words` that reads like an option and is none; `undefined` where there is none such. */
export function unknownOption(words: readonly string[]): string | undefined {
  return words.find((word, at) => {
    if (TAKES_VALUE.has(words[at - 1] ?? '') || !word.startsWith('-')) return false;
    const [name = '', ...value] = word.split('=');
    return !(TAKES_VALUE.has(name) || (value.length === 0 && (FLAGS.has(name) || BATCH.test(name))));
  });
}
