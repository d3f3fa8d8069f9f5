/** `text` in lines of at most `width` characters, broken at blanks; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The same with blanks before each line, and more of them before all but the first. */
export function indented(text: string, width: number, first: number, others = first): string[] {
  return wrap(text, width - Math.max(first, others)).map(
    (line, at) => ' '.repeat(at === 0 ? first : others) + line,
  );
}
