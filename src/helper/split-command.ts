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
