import process from 'node:process';
import { MfaExecError } from '../base/errors.ts';
import type { Section } from '../base/ports.ts';
import { readContents } from './contents.ts';
import { type IniProblem, type IniSection, type IniText, LINE_END, parseIni } from './grammar.ts';
import { partsNaming } from './scan.ts';
import type { Kind, Titled, Titling } from './titles.ts';
import { sectionValues } from './values.ts';

export interface OpenFile {
  readonly path: string;
  /** In the order of the file. */
  profileNames(): readonly string[];
  /** Titles of the sections that are neither profiles nor services. */
  otherTitles(): readonly string[];
  /**
   * The sections of these names that are in the file. Where two titles mean one name, such as `[default]` and
   * `[profile default]`, the later is the section, whole. Throws CONFIG for a problem in one of them, in
   * `[DEFAULT]` or before the first section.
   */
  read(kind: Kind, names: readonly string[]): Map<string, Section>;
  /** Throws CONFIG for the first line of the file that cannot be read: it could be the header of a section. */
  check(): void;
}

/** Up to so many names are searched for; for more the whole text is parsed. */
const FEW = 16;

/**
 * Opens an AWS file. The AWS CLI parses all of it and refuses all of it for any problem, such as a key or a section
 * that is there twice. Here a problem counts when it is in a section that is read: a slip in another one does not
 * stop the work, and no reading chooses between two values. `doctor` tells of the others.
 *
 * @throws CONFIG when it cannot be read.
 */
export function openFile(path: string, titling: Titling): OpenFile {
  const { bytes } = readContents(path);
  let parsed: IniText | undefined;
  const whole = () => {
    parsed ??= parseBytes(bytes);
    return parsed;
  };
  const titles = (kind: Kind) => {
    const titled = whole().sections.map(({ title }) => titling(title));
    return [...new Set(titled.filter((section) => section.kind === kind).map(({ name }) => name))];
  };

  return {
    path,
    profileNames: () => titles('profile'),
    otherTitles: () => titles('other'),
    read(kind, names) {
      const isWanted = (title: string): Titled | undefined => {
        const titled = titling(title);
        return titled.kind === kind && names.includes(titled.name) ? titled : undefined;
      };
      if (names.length === 0) return new Map();
      const few = names.length > FEW ? undefined : parseParts(bytes, names);
      const quick = few && select(few, isWanted);
      if (quick?.problem === undefined && quick !== undefined) return quick.sections;
      // Once more in full, for the numbers of lines, and for what is wrong in a section that was not asked for.
      const { sections, problem } = select(whole(), isWanted);
      if (problem !== undefined) throw malformed(path, problem);
      return sections;
    },
    check() {
      const problem = problemsOf(whole()).find(({ lines }) => lines.length === 1);
      if (problem !== undefined) throw malformed(path, problem);
    },
  };
}

/** Why the AWS CLI refuses the file at `path`, or why it cannot be read; `undefined` where neither is so. */
export function whyRefused(path: string): MfaExecError | undefined {
  try {
    const { bytes, marked } = readContents(path);
    if (marked) {
      return new MfaExecError('CONFIG', `${path} begins with a byte order mark`, {
        hint: 'save it as UTF-8 without a byte order mark (BOM)',
      });
    }
    const [problem] = problemsOf(parseBytes(bytes));
    return problem && malformed(path, problem);
  } catch (error) {
    if (error instanceof MfaExecError) return error;
    throw error;
  }
}

/** The parts of a text that the names are in; `undefined` where one of them has a problem. */
function parseParts(bytes: Buffer, names: readonly string[]): IniText | undefined {
  // One character a byte: several times faster than to decode all, when only a few sections are wanted.
  const parts = partsNaming(
    bytes.toString('latin1'),
    names.map((name) => Buffer.from(name, 'utf8').toString('latin1')),
  );
  const found = Buffer.concat(parts.map(([start, end]) => bytes.subarray(start, end)));
  return isUtf8(found) ? parseIni(found.toString('utf8')) : undefined;
}

/** node:buffer takes time to load, and most files are ASCII. */
function isUtf8(bytes: Buffer): boolean {
  return (
    /^[\0-\x7f]*$/.test(bytes.toString('latin1')) || process.getBuiltinModule('node:buffer').isUtf8(bytes)
  );
}

function parseBytes(bytes: Buffer): IniText {
  return parseIni(bytes.toString('utf8'), isUtf8(bytes) ? undefined : badLines(bytes));
}

function badLines(bytes: Buffer): Set<number> {
  const lines = bytes.toString('latin1').split(LINE_END);
  return new Set(lines.flatMap((line, index) => (isUtf8(Buffer.from(line, 'latin1')) ? [] : [index + 1])));
}

interface Selected {
  readonly sections: Map<string, Section>;
  readonly problem?: IniProblem | undefined;
}

function select(text: IniText, isWanted: (title: string) => Titled | undefined): Selected {
  const { defaults } = text;
  const sections = new Map<string, Section>();
  const problems = [...text.problems, ...defaults.problems];
  for (const section of text.sections) {
    const titled = isWanted(section.title);
    if (titled === undefined) continue;
    const { values, problems: inValues } = sectionValues(section, defaults);
    problems.push(...section.problems, ...inValues);
    sections.set(titled.name, values);
  }
  return { sections, problem: problems[0] };
}

function problemsOf({ sections, defaults, problems }: IniText): IniProblem[] {
  const inSections = (section: IniSection) => [
    ...section.problems,
    ...sectionValues(section, defaults).problems,
  ];
  const all = [...problems, ...defaults.problems, ...sections.flatMap(inSections)];
  return all.sort((one, other) => (one.lines.at(-1) ?? 0) - (other.lines.at(-1) ?? 0));
}

function malformed(path: string, { lines, reason }: IniProblem): MfaExecError {
  const [line, again] = lines;
  const [where, hint] =
    again === undefined
      ? [`line ${line}`, 'a section is [NAME], and below it each line is key = value or begins with #']
      : [`lines ${line} and ${again}`, 'keep one of the two: the AWS CLI refuses a file that has both'];
  return new MfaExecError('CONFIG', `${path}, ${where}: ${reason}`, { hint });
}
