import type { IniProblem } from './ini-scan.ts';

/**
 * Checks the body of a section, or with `preamble` what stands before the first one: blank lines, comments (`#`, `;`),
 * `key = value`, and indented lines that go on with the key before them. The parser that reads the values drops what it
 * does not understand without a word; a key that is lost that way shows up as a baffling refusal much later.
 *
 * @returns the first problem, its line counted from `firstLine`; `undefined` when there is none.
 */
export function checkIni(
  body: string,
  { firstLine = 1, preamble = false }: { firstLine?: number; preamble?: boolean } = {},
): IniProblem | undefined {
  let afterKey = false;
  let line = firstLine - 1;
  for (const text of body.split('\n')) {
    line += 1;
    const content = text.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    if (preamble) return { line, reason: 'there is text before the first [section]' };
    if (afterKey && /^\s/.test(text)) continue;
    if (content.startsWith('=')) return { line, reason: 'there is no key before the equals sign' };
    if (!content.includes('=')) return { line, reason: 'expected "key = value"' };
    afterKey = true;
  }
  return undefined;
}
