import type { Section } from '../base/ports.ts';
import type { IniOption, IniProblem, IniSection } from './grammar.ts';
import { splitLines, strip } from './python-text.ts';

export interface SectionValues {
  readonly values: Section;
  readonly problems: readonly IniProblem[];
}

/**
 * The settings of a section over those of `[DEFAULT]`. A value whose first line is empty holds settings of its own:
 * those are named `outer.inner`, the inner part as it is written and the last of one name in force, as botocore has it
 * (`_parse_nested`). So a key that itself has a dot is left out; AWS knows none.
 */
export function sectionValues(section: IniSection, defaults: IniSection): SectionValues {
  const values: [string, string][] = [];
  const problems: IniProblem[] = [];
  for (const [key, option] of new Map([...defaults.options, ...section.options])) {
    if (option.value.includes('\0'))
      problems.push({ lines: [option.line], reason: 'a value has a NUL in it' });
    if (!option.value.startsWith('\n')) {
      if (!key.includes('.')) values.push([key, option.value]);
      continue;
    }
    for (const pair of nested(option)) {
      if (pair === undefined) problems.push({ lines: [option.line], reason: NESTED });
      else values.push([`${key}.${pair[0]}`, pair[1]]);
    }
  }
  return { values: Object.fromEntries(values), problems };
}

const NESTED = 'what is indented below a key without a value must be "key = value"';

function nested({ value }: IniOption): (readonly [string, string] | undefined)[] {
  const lines = splitLines(value).filter((line) => strip(line) !== '');
  return lines.map((line) => {
    const equals = line.indexOf('=');
    return equals < 0 ? undefined : [strip(line.slice(0, equals)), strip(line.slice(equals + 1))];
  });
}
