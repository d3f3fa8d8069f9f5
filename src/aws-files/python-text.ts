/** Strings as Python reads them: its white space is not JavaScript's, and `splitlines` knows more ends of lines. */

/** White space above ASCII: `str.isspace`. Without U+FEFF, which JavaScript's `trim` takes away. */
const WIDE =
  '\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f);
  return WIDE.includes(text.charAt(at));
}

/** How many characters of white space `text` begins with. */
export function indentOf(text: string): number {
  let at = 0;
  while (at < text.length && isSpace(text, at)) at += 1;
  return at;
}

/** `str.rstrip()` */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text, end - 1)) end -= 1;
  return text.slice(0, end);
}

/** `str.strip()` */
export function strip(text: string): string {
  return stripEnd(text.slice(indentOf(text)));
}

const LINE_ENDS = '\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029';
const LINE_END = new RegExp(`\r\n|[${LINE_ENDS}]`);

/** `str.splitlines()`, in which form feeds and separators end a line too. */
export function splitLines(text: string): string[] {
  return text.split(LINE_END);
}
