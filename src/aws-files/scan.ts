/**
 * Finds the parts of a text that can name a section, so that a file of thousands of profiles costs one search. Only
 * ASCII is looked at: a text of bytes (latin1) does as well as one of characters.
 */

const HEADER = /\[[^\n\r]+\]/y;
const NEXT_HEADER = /[\n\r](?=\[[^\n\r]+\])/g;

/** Any byte that may belong to white space before a header; above ASCII it takes several. */
const INDENT = '[\\t\\v\\f\\u001c-\\u0020\\u0080-\\u00ff]*';

/** Offsets of a part of the text: its first character and the one after its last. */
export type Part = readonly [start: number, end: number];

/**
 * The parts in which sections of these names are, and a few more: what precedes the first header, `[DEFAULT]`, and
 * titles that are quoted or escaped, which can stand for any name. A part begins at a header at the margin, of
 * which alone it is certain that it goes on with no value, so each can be read without the rest.
 */
export function partsNaming(text: string, names: readonly string[]): Part[] {
  const parts: Part[] = [];
  const preamble = isHeader(text, 0) ? 0 : nextHeader(text, 0);
  if (preamble > 0) parts.push([0, preamble]);
  const words = ['DEFAULT', ...names].map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const title = `(?:["'\\\\]|(?:${words.join('|')})[ \\t]*\\])`;
  const candidates = new RegExp(`(?:^|[\\n\\r])${INDENT}\\[[^\\n\\r]*?${title}`, 'g');
  for (const { index } of text.matchAll(candidates)) {
    const last = parts.at(-1)?.[1] ?? 0;
    const line = /[\n\r]/.test(text.charAt(index)) ? index + 1 : index;
    if (line < last) continue;
    const start = headerBefore(text, line);
    parts.push([start, nextHeader(text, start)]);
  }
  return parts;
}

function isHeader(text: string, at: number): boolean {
  HEADER.lastIndex = at;
  return HEADER.test(text);
}

/** The header at the margin on the line that begins at `line` or before it; the text begins with one. */
function headerBefore(text: string, line: number): number {
  let at = line;
  while (at > 0 && !isHeader(text, at)) {
    at = Math.max(text.lastIndexOf('\n[', at - 2), text.lastIndexOf('\r[', at - 2)) + 1;
  }
  return at;
}

/** The next header at the margin after the line at `at`, or the end of the text. */
function nextHeader(text: string, at: number): number {
  NEXT_HEADER.lastIndex = at;
  const found = NEXT_HEADER.exec(text);
  return found === null ? text.length : found.index + 1;
}
