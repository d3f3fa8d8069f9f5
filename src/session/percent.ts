/** Percent-encoding of the values in a marker. */

/** Letters, digits and a few signs, so that a file for docker and cmd can hold it; `unescaped` reads it back. */
export function escaped(text: string): string {
  return [...text].map((char) => (/^[\w./@+-]$/.test(char) ? char : percent(char))).join('');
}

function percent(char: string): string {
  if (/^\p{Surrogate}$/u.test(char)) return '%EF%BF%BD';
  const encoded = encodeURIComponent(char);
  return encoded.startsWith('%') ? encoded : `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** @throws URIError for what is no UTF-8 */
export function unescaped(text: string): string {
  return decodeURIComponent(text);
}
