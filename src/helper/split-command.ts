/**
 * Splits a command line into words as a POSIX shell would, without expanding anything: blanks divide,
 * quotes and backslashes hold together. It is how the AWS CLI reads a `credential_process` (Python's
 * `shlex.split`).
 *
 * @returns `undefined` when a quote is left open or a backslash ends the line.
 */
export function splitPosix(line: string): string[] | undefined {
  const words: string[] = [];
  let rest = line.trimStart();
  let word = '';
  while (rest !== '') {
    // A run of plain characters, an escape, a string in single or double quotes, or the blanks after a word.
    const match = /^(?:([^\s'"\\]+)|\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|(\s+))/.exec(rest);
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

/**
 * Splits a command line as Windows programs do: only double quotes count, and a backslash is a character
 * unless it is among those before a quote, which escape each other and then the quote.
 * @see https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments
 */
export function splitWindows(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (const [piece] of line.matchAll(/\\*"|[^"\\]|\\+(?!")/g)) {
    if (piece.endsWith('"')) {
      const backslashes = piece.length - 1;
      word = (word ?? '') + '\\'.repeat(Math.floor(backslashes / 2));
      if (backslashes % 2 === 1) word += '"';
      else quoted = !quoted;
    } else if (/^[ \t]$/.test(piece) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + piece;
    }
  }
  if (word !== undefined) words.push(word);
  return quoted ? undefined : words;
}
