/**
 * Finds the sections of an INI text without reading what is in them, so that a file of thousands of
 * profiles costs one search for a name. Only ASCII is looked at: a text of bytes (latin1) does as well as
 * one of characters.
 */
export interface IniSection {
  /** What stands between the brackets, without the blanks at its ends. */
  readonly title: string;
  /** Offset of the line after the header. */
  readonly start: number;
  /** Offset of the next header's line, or the end of the text. */
  readonly end: number;
}

// A line of its own: blanks, a title in brackets, perhaps a comment. The shortest title, lest it take in a bracket of
// the comment. Without the flag `m`, for which a lone carriage return begins a line too.
const HEADER = /(?:^|\n)[ \t\r\f\v]*\[[ \t]*([^\]\s][^\n]*?)[ \t]*\][ \t\r\f\v]*(?:[#;][^\n]*)?(?=\n|$)/;

/** All sections in their order; two of one title stay two. */
export function allSections(text: string): IniSection[] {
  const headers = [...text.matchAll(new RegExp(HEADER, 'g'))];
  return headers.map((header, index) => ({
    title: header[1] ?? '',
    start: bodyStart(text, header),
    end: lineStart(headers[index + 1]) ?? text.length,
  }));
}

/**
 * The sections whose title is `name`, or ends in it as a word, in quotes or not: a few more than those of that name.
 */
export function sectionsEndingIn(text: string, name: string): IniSection[] {
  const literal = name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const here = new RegExp(HEADER, 'y');
  const next = new RegExp(HEADER, 'g');
  const sections = new Map<number, IniSection>();
  for (const { index } of text.matchAll(new RegExp(`(?<=[[ \\t"'])${literal}["']?[ \\t]*\\]`, 'g'))) {
    here.lastIndex = Math.max(0, text.lastIndexOf('\n', index));
    const header = here.exec(text);
    if (header === null) continue;
    const start = bodyStart(text, header);
    next.lastIndex = start - 1;
    const end = lineStart(next.exec(text) ?? undefined) ?? text.length;
    sections.set(start, { title: header[1] ?? '', start, end });
  }
  return [...sections.values()];
}

/** The offset of the first header's line, or the end of the text. */
export function preambleEnd(text: string): number {
  return lineStart(HEADER.exec(text) ?? undefined) ?? text.length;
}

/** Whether the line, without its end, is a header. */
export function isHeader(line: string): boolean {
  return HEADER.test(line);
}

/** The number of the line, from 1, that the character at `offset` is in. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function lineStart(header: RegExpExecArray | undefined): number | undefined {
  if (header === undefined) return undefined;
  return header[0].startsWith('\n') ? header.index + 1 : header.index;
}

function bodyStart(text: string, header: RegExpExecArray): number {
  return Math.min(header.index + header[0].length + 1, text.length);
}
