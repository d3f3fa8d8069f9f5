import { paint } from '../base/paint.ts';
import { visible } from '../base/visible.ts';
import type { ListedKey } from '../keys/list.ts';

const DAY_MS = 24 * 3600 * 1000;

/** How a person is told where a key is. */
export function vaultText(vault: 'keychain' | 'file'): string {
  return vault === 'keychain' ? 'the keychain' : 'an encrypted file';
}

/** `keys list` for a person: one line a key. */
export function keysTable(
  keys: readonly ListedKey[],
  nowMs: number,
  { colour }: { readonly colour: boolean },
): string {
  const rows = keys.map((key) =>
    [key.profile, key.accessKeyId, ageText(key, nowMs), placeText(key)].map(visible),
  );
  const titles = ['PROFILE', 'ACCESS KEY', 'AGE', 'WHERE'];
  const widths = titles.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `${cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ')}\n`;
  return [paint(line(titles).trimEnd(), 'bold', colour), '\n', ...rows.map(line)].join('');
}

/**
 * `keys list --json`. The fields are a promise: new ones may come, none changes its meaning. Times are ISO 8601, UTC;
 * `createdAt` is null where AWS did not say when the key was made.
 */
export function keysJson(keys: readonly ListedKey[]): string {
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  const entries = keys.map(({ profile, accessKeyId, where, path, createdAt, addedAt, rotating }) => ({
    profile,
    accessKeyId,
    where,
    credentialsFile: path,
    createdAt: time(createdAt),
    addedAt: time(addedAt),
    rotating,
  }));
  return `${JSON.stringify({ keys: entries }, null, 2)}\n`;
}

/** A key is at least as old as mfa-exec has had it. */
function ageText({ createdAt, addedAt }: ListedKey, nowMs: number): string {
  const since = createdAt ?? addedAt;
  if (since === undefined) return 'unknown';
  const days = Math.max(0, Math.floor((nowMs - since) / DAY_MS));
  const text = days === 1 ? '1 day' : `${days} days`;
  return createdAt === undefined ? `over ${text}` : text;
}

function placeText({ where, path, rotating }: ListedKey): string {
  const place = where === 'plain' ? `${path}, in clear` : vaultText(where);
  return rotating ? `${place}, rotation not finished` : place;
}
