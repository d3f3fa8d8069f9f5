import { readFileSync } from 'node:fs';
import { MfaExecError } from '../core/errors.ts';
import { checkIni } from '../core/ini-check.ts';
import { type IniProblem, type IniSection, lineAt, scanIni } from '../core/ini-scan.ts';
import type { Titled } from '../core/ini-titles.ts';
import type { Section } from '../core/ports.ts';
import { parseSections } from './ini-parser.ts';

export interface IniFile {
  readonly path: string;
  /** In the order of the file. */
  readonly profileNames: readonly string[];
  /** The profiles of these names that are in the file; the rest of it is neither parsed nor checked. */
  profiles(names: readonly string[]): Promise<Map<string, Section>>;
  services(names: readonly string[]): Promise<Map<string, Section>>;
}

type Sections = Map<string, readonly IniSection[]>;

/**
 * Reads an AWS file and finds its sections; a file that is not there is empty.
 *
 * @throws CONFIG when it cannot be read, and with its line for a broken header or text that no section holds. The
 * returned functions throw it for a line of a wanted section that is not `key = value`.
 */
export function openIni(path: string, titled: (title: string) => Titled): IniFile {
  const text = readText(path);
  const { sections, preambleEnd, problem } = scanIni(text);
  const broken = checkIni(text.slice(0, preambleEnd), { preamble: true }) ?? problem;
  if (broken) throw malformed(path, broken);

  const profiles = group(sections, titled, 'profile');
  const read = async (from: Sections, names: readonly string[]) => {
    const wanted = names.flatMap((name) => (from.get(name) ?? []).map((section) => ({ name, section })));
    const bodies = wanted.map(({ section }) => checkedBody(path, text, section));
    const parsed = await parseSections(bodies);
    const result = new Map<string, Section>();
    for (const [index, { name }] of wanted.entries()) {
      result.set(name, { ...result.get(name), ...parsed[index] });
    }
    return result;
  };
  return {
    path,
    profileNames: [...profiles.keys()],
    profiles: (names) => read(profiles, names),
    services: (names) => read(group(sections, titled, 'services'), names),
  };
}

/** Sections of one name are read together, the later winning; `[profile default]` puts `[default]` out of force. */
function group(
  sections: readonly IniSection[],
  titled: (title: string) => Titled,
  kind: Titled['kind'],
): Sections {
  const groups = new Map<string, { prefixed: boolean; sections: IniSection[] }>();
  for (const section of sections) {
    const what = titled(section.title);
    if (what.kind !== kind || what.kind === 'other') continue;
    const prefixed = what.kind === 'profile' && what.prefixed;
    const sameName = groups.get(what.name);
    if (sameName === undefined || (prefixed && !sameName.prefixed)) {
      groups.set(what.name, { prefixed, sections: [section] });
    } else if (prefixed === sameName.prefixed) {
      sameName.sections.push(section);
    }
  }
  return new Map([...groups].map(([name, found]) => [name, found.sections]));
}

function checkedBody(path: string, text: string, { start, end }: IniSection): string {
  const body = text.slice(start, end);
  const problem = checkIni(body);
  if (problem === undefined) return body;
  throw malformed(path, { ...problem, line: lineAt(text, start) + problem.line - 1 });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
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
    hint: `ls -l ${path}`,
    cause,
  });
}

function malformed(path: string, { line, reason }: IniProblem): MfaExecError {
  return new MfaExecError('CONFIG', `${path}, line ${line}: ${reason}`, {
    hint: 'a section is [NAME], and below it each line is key = value or begins with #',
  });
}
