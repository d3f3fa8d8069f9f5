/**
 * Finds the sections of an INI text without parsing what is in them: a configuration of thousands of profiles
 * costs a hop from bracket to bracket, and only the wanted sections are parsed.
 */
export interface IniSection {
  /** What stands between the brackets, trimmed. */
  readonly title: string;
  /** Offset of the line after the header. */
  readonly start: number;
  /** Offset of the next header's line, or the end of the text. */
  readonly end: number;
}

export interface IniProblem {
  /** From 1. */
  readonly line: number;
  /** What is wrong, without the text of the line: it could be a secret. */
  readonly reason: string;
}

export interface IniScan {
  readonly sections: readonly IniSection[];
  /** Where the text before the first header ends. */
  readonly preambleEnd: number;
  /** The first header that is not one. */
  readonly problem: IniProblem | undefined;
}

/** A header and perhaps a comment. The shortest title, so that a bracket in the comment is not part of it. */
const HEADER = /^\s*\[(.*?)\]\s*(?:[#;].*)?$/;

/** The sections of `text` in their order, with the offsets of their bodies; two of one title stay two. */
export function scanIni(text: string): IniScan {
  const sections: IniSection[] = [];
  let problem: IniProblem | undefined;
  let preambleEnd = text.length;
  let open: { title: string; start: number } | undefined;

  for (let bracket = text.indexOf('['); bracket >= 0; bracket = text.indexOf('[', bracket + 1)) {
    const lineStart = startOfLine(text, bracket);
    if (lineStart === undefined) continue;
    const lineEnd = endOfLine(text, bracket);
    const title = HEADER.exec(text.slice(lineStart, lineEnd))?.[1]?.trim();
    if (title === undefined || title === '') {
      // Indented, it may be the value of a nested key; at the margin it can only be a broken header.
      if (title === '' || lineStart === bracket) {
        problem ??= { line: lineAt(text, bracket), reason: 'a section header must be [NAME]' };
      }
      continue;
    }
    if (open) sections.push({ ...open, end: lineStart });
    else preambleEnd = lineStart;
    open = { title, start: Math.min(lineEnd + 1, text.length) };
  }
  if (open) sections.push({ ...open, end: text.length });
  return { sections, preambleEnd, problem };
}

/** The number of the line, from 1, that has the character at `offset`. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** The start of the line when nothing but blanks stands between it and `offset`. */
function startOfLine(text: string, offset: number): number | undefined {
  let start = offset;
  while (start > 0) {
    const before = text[start - 1] ?? '';
    if (before === '\n') return start;
    if (before.trim() !== '') return undefined;
    start -= 1;
  }
  return start;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
