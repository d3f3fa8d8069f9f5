import { indentOf, strip, stripEnd } from './python-text.ts';

/** Something in a file for which the AWS CLI refuses all of it. */
export interface IniProblem {
  /** From 1; two where the second says again what the first said. */
  readonly lines: readonly [number] | readonly [number, number];
  /** What is wrong, without the text of the line: it could be a secret. */
  readonly reason: string;
}

export interface IniOption {
  readonly line: number;
  /** With the lines that go on with it, each stripped, joined by line feeds. */
  readonly value: string;
}

export interface IniSection {
  /** All between the brackets. */
  readonly title: string;
  readonly line: number;
  /** By name, in lower case. */
  readonly options: ReadonlyMap<string, IniOption>;
  readonly problems: readonly IniProblem[];
}

export interface IniText {
  /** In the order of the text; two of one title stay two, the second with a problem. */
  readonly sections: readonly IniSection[];
  /** `[DEFAULT]`: what each section has that does not say otherwise itself. */
  readonly defaults: IniSection;
  /** What is wrong before the first section. */
  readonly problems: readonly IniProblem[];
}

interface OpenSection extends IniSection {
  readonly options: Map<string, IniOption & { readonly parts: string[] }>;
  readonly problems: IniProblem[];
}

/** Python opens these files as text, with universal newlines. */
export const LINE_END = /\r\n|[\r\n]/;

/**
 * Reads a text as Python's `configparser.RawConfigParser` does, which is what the AWS CLI reads its files with: `=` or
 * `:` divides, a comment has a line of its own, a line that is indented further than the key before it goes on with
 * the value (a header too), keys count in lower case. Where that parser refuses the text, the problem is noted
 * where it stands, and reading goes on.
 *
 * @param badLines lines that are not UTF-8.
 * @see https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
 */
export function parseIni(text: string, badLines: ReadonlySet<number> = new Set()): IniText {
  const defaults = openSection('DEFAULT', 0);
  const sections: OpenSection[] = [];
  const byTitle = new Map([[defaults.title, defaults]]);
  const problems: IniProblem[] = [];
  let section: OpenSection | undefined;
  let parts: string[] | undefined;
  let keyIndent = 0;
  let line = 0;
  const note = (reason: string, earlier?: number) =>
    (section?.problems ?? problems).push({ lines: earlier === undefined ? [line] : [earlier, line], reason });

  const readLine = (raw: string) => {
    const content = strip(raw);
    if (content === '') {
      parts?.push('');
      return;
    }
    if (content.startsWith('#') || content.startsWith(';')) return;
    const indent = indentOf(raw);
    if (parts !== undefined && indent > keyIndent) {
      parts.push(content);
      return;
    }
    keyIndent = indent;
    const close = content.startsWith('[') ? content.lastIndexOf(']') : -1;
    if (close > 1) {
      const title = content.slice(1, close);
      const earlier = byTitle.get(title);
      section = earlier === defaults ? defaults : openSection(title, line);
      parts = undefined;
      if (section === defaults) return;
      sections.push(section);
      if (earlier === undefined) byTitle.set(title, section);
      else note('a section of this name once more', earlier.line);
      return;
    }
    if (section === undefined) {
      note(content.startsWith('[') ? HEADER : 'there is text before the first [section]');
      return;
    }
    const divider = content.search(/[=:]/);
    if (divider < 1) {
      if (divider === 0) note('there is no key before the value');
      else note(content.startsWith('[') ? HEADER : 'expected "key = value"');
      return;
    }
    const key = stripEnd(content.slice(0, divider)).toLowerCase();
    const earlier = section.options.get(key);
    if (earlier !== undefined) note('the same key once more', earlier.line);
    parts = [strip(content.slice(divider + 1))];
    section.options.set(key, openOption(line, parts));
  };
  for (const raw of text.split(LINE_END)) {
    line += 1;
    readLine(raw);
    if (badLines.has(line)) note('not UTF-8');
  }
  return { sections, defaults, problems };
}

const HEADER = 'a section header must be [NAME]';

function openSection(title: string, line: number): OpenSection {
  return { title, line, options: new Map(), problems: [] };
}

function openOption(line: number, parts: string[]) {
  return {
    line,
    parts,
    get value() {
      return stripEnd(parts.join('\n'));
    },
  };
}
