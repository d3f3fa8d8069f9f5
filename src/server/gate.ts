/** Who may have the credentials: one path, one host, one token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Head } from './head.ts';

export const CREDENTIALS_PATH = '/credentials';

export interface Gate {
  readonly port: number;
  readonly token: string;
}

/**
 * The status with which a request is refused; `undefined` where it may be answered. A page in a browser can have a request
 * sent here under another name (DNS rebinding), but it cannot choose the `Host` that goes with it.
 */
export function refusalOf(head: Head | undefined, { port, token }: Gate): number | undefined {
  if (head === undefined) return 400;
  const { method, path, headers } = head;
  if (headers.get('host') !== `127.0.0.1:${port}`) return 403;
  if (!isSame(headers.get('authorization') ?? '', token)) return 401;
  if (path !== CREDENTIALS_PATH) return 404;
  if (method !== 'GET') return 405;
  if (headers.has('transfer-encoding') || (headers.get('content-length') ?? '0') !== '0') return 413;
  return undefined;
}

/** In constant time: of what length, too, the texts are. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
