/**
 * The line protocol of pinentry (Assuan manual, "Server responses" and "Client requests"). Lines end in LF; `%`, CR and LF travel as
 * `%25`, `%0D`, `%0A`; a line is at most 1,000 bytes.
 */
export type AssuanReply =
  | { readonly kind: 'ok' }
  | { readonly kind: 'data'; readonly text: string }
  /** `code` is libgpg-error's, without the part that names its source. */
  | { readonly kind: 'error'; readonly code: number; readonly text: string }
  /** Status, comments and inquiries: nothing that a client has to answer here. */
  | { readonly kind: 'other' };

/** libgpg-error: GPG_ERR_CANCELED and GPG_ERR_FULLY_CANCELED. */
const CANCELLED: ReadonlySet<number> = new Set([99, 198]);

/** A request line, its argument cut so that the line fits. */
export function assuanRequest(command: string, argument = ''): string {
  const escaped = argument.replace(/[%\r\n]/g, (character) => encodeURIComponent(character));
  const room = 900;
  const cut = Buffer.byteLength(escaped) <= room ? escaped : escaped.slice(0, room / 4).replace(/%.?$/, '');
  return cut === '' ? `${command}\n` : `${command} ${cut}\n`;
}

/** One line of the server, without its end. */
export function parseAssuanReply(line: string): AssuanReply {
  const [word = '', rest = ''] = split(line);
  if (word === 'OK') return { kind: 'ok' };
  if (word === 'D') return { kind: 'data', text: decode(rest) };
  if (word !== 'ERR') return { kind: 'other' };
  const [number = '', text = ''] = split(rest);
  return { kind: 'error', code: Number.parseInt(number, 10) & 0xffff, text };
}

/** Whether the error says that the person did not want to answer. */
export function isAssuanCancel(code: number): boolean {
  return CANCELLED.has(code);
}

function split(line: string): [string, string] {
  const space = line.indexOf(' ');
  return space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
}

/** Codes are ASCII: each escape stands for one character. */
function decode(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
