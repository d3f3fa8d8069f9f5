/** The head of an HTTP request, as the SDKs send one (RFC 9112). Whatever is unusual makes it none. */

export interface Head {
  readonly method: string;
  readonly path: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

/** As much of a head as is read: SDKs send a few hundred bytes. */
const MAX_HEAD = 8192;

const END = '\r\n\r\n';

/** The head that `bytes` (as latin1) begin with; `partial` where its end has not come yet, `undefined` where it is none. */
export function parseHead(bytes: string): Head | 'partial' | undefined {
  const end = bytes.indexOf(END);
  if (end < 0) return bytes.length < MAX_HEAD ? 'partial' : undefined;
  if (end > MAX_HEAD) return undefined;
  const [line = '', ...fields] = bytes.slice(0, end).split('\r\n');
  const [, method, path] = /^([A-Z]{1,16}) (\/[\x21-\x7e]*) HTTP\/1\.[01]$/.exec(line) ?? [];
  if (method === undefined || path === undefined) return undefined;
  const headers = new Map<string, string>();
  for (const field of fields) {
    const [, name, value] =
      /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/.exec(field) ?? [];
    // Which of two would count is anybody's guess.
    if (name === undefined || value === undefined || headers.has(name.toLowerCase())) return undefined;
    headers.set(name.toLowerCase(), value);
  }
  return { method, path, headers };
}
