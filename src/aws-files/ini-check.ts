import { isHeader } from './ini-scan.ts';

export interface IniProblem {
  /** From 1. */
  readonly line: number;
  /** What is wrong, without the text of the line: it could be a secret. */
  readonly reason: string;
}

/**
 * Checks that a text has nothing but headers, blank lines, comments (`#`, `;`), `key = value`, and indented
 * lines that go on with the key before them. The parser that reads the values drops what it does not
 * understand without a word, and a key that is lost that way shows up much later as a baffling refusal.
 *
 * @param inSection whether the text begins in a section, and not before the first.
 * @returns the first problem; `undefined` when there is none.
 */
export function checkIni(text: string, inSection: boolean): IniProblem | undefined {
  let place: 'preamble' | 'section' | 'key' = inSection ? 'section' : 'preamble';
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    if (isHeader(line)) {
      place = 'section';
      continue;
    }
    if (place === 'key' && /^\s/.test(line)) continue;
    const reason = problemOf(content, place === 'preamble');
    if (reason !== undefined) return { line: index + 1, reason };
    place = 'key';
  }
  return undefined;
}

function problemOf(content: string, preamble: boolean): string | undefined {
  const equals = content.indexOf('=');
  if (content.startsWith('[') && equals < 0) return 'a section header must be [NAME]';
  if (preamble) return 'there is text before the first [section]';
  if (equals === 0) return 'there is no key before the equals sign';
  return equals < 0 ? 'expected "key = value"' : undefined;
}
