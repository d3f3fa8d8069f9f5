/** What one file of the file store holds. */
import { isObject, parseObject } from '../../base/json.ts';
import type { Sealed } from './passphrase.ts';

interface EntryHead {
  readonly key: string;
  /** Milliseconds since the epoch; in clear, so that expired entries can be swept without the passphrase. */
  readonly expiresAt: number;
}

/** One file: the value as it is, or sealed. */
export type FileEntry = EntryHead & ({ readonly value: string } | { readonly sealed: Sealed });

/** Raised when an older mfa-exec must not read the new form. */
const VERSION = 1;

export function formatEntry(entry: FileEntry): string {
  return `${JSON.stringify({ version: VERSION, ...entry })}\n`;
}

/** `undefined` for anything that this version did not write. */
export function parseEntry(text: string): FileEntry | undefined {
  const entry = parseObject(text);
  if (entry?.['version'] !== VERSION) return undefined;
  const { key, expiresAt, value, sealed } = entry;
  if (typeof key !== 'string' || typeof expiresAt !== 'number') return undefined;
  if (typeof value === 'string') return { key, expiresAt, value };
  return isSealed(sealed) ? { key, expiresAt, sealed } : undefined;
}

/** Whether `text`, which `parseEntry` may not understand, is or was an encrypted entry: cut short, or of a newer version. */
export function looksSealed(text: string): boolean {
  return /(?<!\\)"sealed"/.test(text);
}

/** What an encrypted value is bound to: it cannot be decrypted under another key or with another expiry. */
export function boundTo({ key, expiresAt }: EntryHead): string {
  return JSON.stringify(['mfa-exec', VERSION, key, expiresAt]);
}

function isSealed(value: unknown): value is Sealed {
  return (
    isObject(value) &&
    value['cipher'] === 'scrypt-aes-256-gcm' &&
    typeof value['logN'] === 'number' &&
    ['salt', 'iv', 'tag', 'data'].every((name) => typeof value[name] === 'string')
  );
}
