/** Changes of an AWS file's text that leave every other character of it as it was. */
import { type FileLine, fileLines } from './lines.ts';

/** Why a text cannot be changed without guessing: a lower-case sentence with the line. */
export class EditRefused extends Error {}

/** The title of a profile's section in each of the two files; botocore splits that of the config file like a shell. */
function titleOf(profile: string, file: 'config' | 'credentials'): string {
  if (file === 'credentials' || profile === 'default') return profile;
  return /^[\w@%+:,./-]+$/.test(profile)
    ? `profile ${profile}`
    : `profile "${profile.replace(/["\\]/g, '\\$&')}"`;
}

/** The titles under which a profile may stand in the file. */
function titlesOf(profile: string, file: 'config' | 'credentials'): readonly string[] {
  if (file === 'credentials') return [profile];
  const quoted = [
    `profile "${profile}"`,
    `profile '${profile}'`,
    `profile ${profile}`,
    titleOf(profile, file),
  ];
  return profile === 'default' ? ['default', ...quoted] : quoted;
}

/**
 * The lines of the options `names` in the profile's section; fewer where some are not there.
 * @throws {EditRefused} where a section or option is there twice, or a value goes on over several lines.
 */
export function optionLines(
  text: string,
  profile: string,
  file: 'config' | 'credentials',
  names: readonly string[],
): readonly FileLine[] {
  const lines = fileLines(text);
  const titles = titlesOf(profile, file);
  const heads = lines.filter(({ kind, name }) => kind === 'section' && titles.includes(name));
  const [head, second] = heads;
  if (head === undefined) return [];
  if (second !== undefined) {
    throw new EditRefused(`[${head.name}] is there twice, in lines ${head.number} and ${second.number}`);
  }
  const body = sectionBody(lines, head);
  return names.flatMap((name) => {
    const [option, again] = body.filter((line) => line.kind === 'option' && line.name === name);
    if (option === undefined) return [];
    if (again !== undefined) {
      throw new EditRefused(`${name} is there twice, in lines ${option.number} and ${again.number}`);
    }
    if (lines[option.number]?.kind === 'continuation') {
      throw new EditRefused(`the value of ${name} goes on in line ${option.number + 1}`);
    }
    return [option];
  });
}

/** The text without these lines. */
export function withoutLines(text: string, lines: readonly FileLine[]): string {
  let rest = text;
  for (const { start, end } of [...lines].sort((a, b) => b.start - a.start)) {
    rest = rest.slice(0, start) + rest.slice(end);
  }
  return rest;
}

/**
 * The text with these options right after the head of the profile's section, which is put at the end where it is
 * missing; line ends as the text has them.
 * @throws {EditRefused} where the section is there twice, or an option is there already.
 */
export function withOptions(
  text: string,
  profile: string,
  file: 'config' | 'credentials',
  options: Readonly<Record<string, string>>,
): string {
  const [there] = optionLines(text, profile, file, Object.keys(options));
  if (there !== undefined) throw new EditRefused(`line ${there.number} has ${there.name} already`);
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const titles = titlesOf(profile, file);
  const lines = fileLines(text);
  const head = lines.find(({ kind, name }) => kind === 'section' && titles.includes(name));
  // Indented less, they would make the option after them a part of their value.
  const next = head && sectionBody(lines, head).find(({ kind }) => kind === 'option');
  const indent = next === undefined ? '' : (/^[^\S\r\n]*/.exec(text.slice(next.start, next.end))?.[0] ?? '');
  const added = Object.entries(options).map(([name, value]) => `${indent}${name} = ${value}${newline}`);
  if (head === undefined) {
    const gap = text === '' ? '' : /[\r\n]$/.test(text) ? newline : newline + newline;
    return `${text}${gap}[${titleOf(profile, file)}]${newline}${added.join('')}`;
  }
  const before = text.slice(0, head.end);
  const end = /[\r\n]$/.test(before) ? '' : newline;
  return `${before}${end}${added.join('')}${text.slice(head.end)}`;
}

function sectionBody(lines: readonly FileLine[], head: FileLine): readonly FileLine[] {
  const rest = lines.slice(head.number);
  const next = rest.findIndex(({ kind }) => kind === 'section');
  return next < 0 ? rest : rest.slice(0, next);
}
