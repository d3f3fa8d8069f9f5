/**
 * Splits a command line into words as a POSIX shell would, without expanding anything: blanks and line ends divide,
 * quotes and backslashes hold together. It is how the AWS CLI reads a `credential_process` and the title of a section
 * (Python's `shlex.split`).
 *
 * @returns `undefined` when a quote is left open or a backslash ends the line.
 */
export function splitPosix(line: string): string[] | undefined {
  const words: string[] = [];
  let rest = line.replace(/^[ \t\r\n]+/, '');
  let word = '';
  while (rest !== '') {
    // A run of plain characters, an escape, a string in single or double quotes, or the blanks after a word.
    const match = /^(?:([^ \t\r\n'"\\]+)|\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([ \t\r\n]+))/.exec(
      rest,
    );
    if (match === null) return undefined;
    const [piece, plain, escaped, single, double, blanks] = match;
    rest = rest.slice(piece.length);
    // Inside double quotes a backslash escapes the quote and itself, and is a character before any other.
    word += plain ?? escaped ?? single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? '';
    if (blanks !== undefined || rest === '') {
      words.push(word);
      word = '';
    }
  }
  return words;
}
