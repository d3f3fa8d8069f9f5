/** One line of an AWS file, as Python's configparser takes it; `start` to `end` includes its line end. */
export interface FileLine {
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly number: number;
  readonly kind: 'section' | 'option' | 'continuation' | 'nothing';
  /** The title of a section, the name of an option in lower case; else empty. */
  readonly name: string;
  readonly value: string;
}

/**
 * Takes a text apart into lines without losing a byte. The rules are configparser's: a line that is indented further
 * than the option before it goes on with that option's value, whatever it looks like.
 * @see https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
 */
export function fileLines(text: string): FileLine[] {
  const lines: FileLine[] = [];
  let indent = 0;
  let inOption = false;
  let start = 0;
  for (const line of text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []) {
    const end = start + line.length;
    const content = line.trim();
    const at = { start, end, number: lines.length + 1 };
    start = end;
    if (content === '' || content.startsWith('#') || content.startsWith(';')) {
      lines.push({ ...at, kind: 'nothing', name: '', value: '' });
      continue;
    }
    const depth = line.length - line.trimStart().length;
    if (inOption && depth > indent) {
      lines.push({ ...at, kind: 'continuation', name: '', value: content });
      continue;
    }
    indent = depth;
    const title = /^\[(.+)\]/.exec(content)?.[1];
    inOption = title === undefined;
    const option = title === undefined ? /^(.*?)\s*(?:[=:]\s*(.*))?$/.exec(content) : null;
    lines.push({
      ...at,
      kind: title === undefined ? 'option' : 'section',
      name: title ?? (option?.[1] ?? '').toLowerCase().trimEnd(),
      value: option?.[2] ?? '',
    });
  }
  return lines;
}
