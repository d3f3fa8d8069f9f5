const FORMS: Readonly<Record<string, string>> = { '…': '...', '→': '->', '✓': '+', '✗': 'x' };

/** `text` with the signs that mfa-exec itself uses in ASCII, for a console that garbles them. Names stay as they are. */
export function inAscii(text: string): string {
  return text.replace(/[\u2026\u2192\u2713\u2717]/g, (sign) => FORMS[sign] ?? sign);
}
