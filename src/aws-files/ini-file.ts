import { readFileSync } from 'node:fs';
import { errorCode } from '../base/error-code.ts';
import { MfaExecError } from '../base/errors.ts';
import type { Section } from '../base/ports.ts';
import { shellWord } from '../base/shell-word.ts';
import { checkIni, type IniProblem } from './ini-check.ts';
import { parseSections } from './ini-parser.ts';
import { allSections, type IniSection, lineAt, preambleEnd, sectionsEndingIn } from './ini-scan.ts';
import { inForce, type Kind, type Titled, type Titling } from './ini-titles.ts';

export interface IniFile {
  readonly path: string;
  /** In the order of the file. */
  profileNames(): readonly string[];
  /** Titles of the sections that are neither profiles nor services. */
  otherTitles(): readonly string[];
  /**
   * The sections of these names that are in the file; the rest of it is neither parsed nor checked. Throws
   * CONFIG for a line in one of them that is not INI.
   */
  read(kind: Kind, names: readonly string[]): Promise<Map<string, Section>>;
  /** Throws CONFIG for the first line of the whole file that is not INI. */
  check(): void;
}

interface Found extends Titled {
  readonly section: IniSection;
}

/** Up to so many names are searched for one by one; for more the whole text is gone through once. */
const FEW = 16;

/**
 * Reads an AWS file; one that is not there is empty.
 *
 * @throws CONFIG when it cannot be read, and when there is text before its first section.
 */
export function openIni(path: string, titling: Titling): IniFile {
  const bytes = readBytes(path);
  // One character a byte: several times faster than to decode all, when only a few sections are wanted.
  const text = bytes.toString('latin1');
  const decode = (start: number, end: number) => bytes.toString('utf8', start, end);
  const expectIni = (start: number, end: number, inSection: boolean) => {
    const problem = checkIni(decode(start, end), inSection);
    if (problem) throw malformed(path, { ...problem, line: lineAt(text, start) + problem.line - 1 });
  };
  const titled = (section: IniSection): Found => ({
    ...titling(Buffer.from(section.title, 'latin1').toString('utf8')),
    section,
  });
  const searched = (name: string) =>
    sectionsEndingIn(text, Buffer.from(name, 'utf8').toString('latin1'))
      .map(titled)
      .filter((found) => found.name === name);
  const names = (kind: Kind) => {
    const sections = allSections(text).map(titled);
    return [...new Set(sections.filter((section) => section.kind === kind).map(({ name }) => name))];
  };
  const indexed = () => {
    const byName = new Map<string, Found[]>();
    for (const found of allSections(text).map(titled)) {
      byName.set(found.name, [...(byName.get(found.name) ?? []), found]);
    }
    return (name: string): readonly Found[] => byName.get(name) ?? [];
  };
  expectIni(0, preambleEnd(text), false);

  return {
    path,
    profileNames: () => names('profile'),
    otherTitles: () => names('other'),
    async read(kind, names) {
      const find = names.length > FEW ? indexed() : searched;
      const wanted = names.flatMap((name) => inForce(find(name).filter((found) => found.kind === kind)));
      for (const { section } of wanted) expectIni(section.start, section.end, true);
      const parsed = await parseSections(wanted.map(({ section }) => decode(section.start, section.end)));
      const result = new Map<string, Section>();
      for (const [index, { name }] of wanted.entries()) {
        result.set(name, { ...result.get(name), ...parsed[index] });
      }
      return result;
    },
    check: () => expectIni(0, bytes.length, false),
  };
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function readBytes(path: string): Buffer {
  try {
    const bytes = readFileSync(path);
    return bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return Buffer.alloc(0);
    throw unreadable(path, code, error);
  }
}

function unreadable(path: string, code: string, cause: unknown): MfaExecError {
  if (code === 'EISDIR') {
    return new MfaExecError('CONFIG', `${path} is a folder, not a file`, {
      hint: 'look at AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE',
      cause,
    });
  }
  const denied = code === 'EACCES' || code === 'EPERM';
  return new MfaExecError('CONFIG', `${path} cannot be read: ${denied ? 'permission denied' : code}`, {
    hint: `ls -l ${shellWord(path)}`,
    cause,
  });
}

function malformed(path: string, { line, reason }: IniProblem): MfaExecError {
  return new MfaExecError('CONFIG', `${path}, line ${line}: ${reason}`, {
    hint: 'a section is [NAME], and below it each line is key = value or begins with #',
  });
}
