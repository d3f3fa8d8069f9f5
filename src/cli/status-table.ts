/** What `status` prints: JSON, or a table. */
import type { Look } from '../base/output.ts';
import { paint } from '../base/paint.ts';
import { shownUrl } from '../base/shown-url.ts';
import { type StoreName, storeRow } from '../base/store-names.ts';
import { visible } from '../base/visible.ts';
import { indented } from '../base/wrap.ts';
import { parseDeviceArn } from '../mfa/device-arn.ts';
import { expirationText } from '../session/child-env.ts';
import type { ListedSession } from '../session/list.ts';
import { timeLeft } from './time-left.ts';

/** One session of `status --json`. The fields are a promise: new ones may come, none changes its meaning. */
export interface StatusEntry {
  /** From the MFA device's ARN; null where the device has none (a hardware serial number). */
  readonly account: string | null;
  readonly mfaDevice: string | null;
  /** The profile that obtained it; null when the keys came from the environment. */
  readonly profile: string | null;
  readonly roleArn: string | null;
  readonly accessKeyId: string;
  /** ISO 8601, UTC. */
  readonly expiration: string;
  readonly secondsLeft: number;
  readonly store: StoreName;
  /** An STS endpoint that is not AWS's own; null otherwise. */
  readonly endpoint: string | null;
}

/** What may be shown of a session: nothing secret. */
export function statusEntry({ session, store }: ListedSession, nowMs: number): StatusEntry {
  const { mfaSerial, profile, roleArn, endpoint } = session.label;
  const device = parseDeviceArn(mfaSerial ?? '');
  return {
    account: device?.account ?? null,
    mfaDevice: device?.name ?? mfaSerial ?? null,
    profile: profile ?? null,
    roleArn: roleArn ?? null,
    accessKeyId: session.accessKeyId,
    expiration: expirationText(session),
    secondsLeft: Math.max(0, Math.floor((session.expiresAt - nowMs) / 1000)),
    store: store.name,
    // An older mfa-exec kept it whole.
    endpoint: endpoint === undefined ? null : shownUrl(endpoint),
  };
}

/** Less than this many seconds left is marked. */
const SOON = 15 * 60;

/** How far ahead of UTC the local time is at a moment, in minutes. */
export type Offset = (ms: number) => number;

/** That of this machine. */
const HERE: Offset = (ms) => -new Date(ms).getTimezoneOffset();

/**
 * The sessions for a person, in local time: a table, those of one device together. What ends soon has a `!` and, where
 * `look` has colour, a colour. Where the width does not hold a table each session is a paragraph.
 */
export function statusTable(
  entries: readonly StatusEntry[],
  look: Omit<Look, 'unicode'>,
  offset: Offset = HERE,
): string {
  const { width = Number.POSITIVE_INFINITY, colour } = look;
  const sorted = byDevice(entries);
  const columns = columnsOf(offset).filter(
    ({ title }) => title !== 'ENDPOINT' || entries.some(({ endpoint }) => endpoint),
  );
  const fits = [columns, columns.filter(({ title }) => title !== 'STORE')].find(
    (some) => widthOf(some, sorted) <= width,
  );
  return fits === undefined
    ? sorted.map((entry) => paragraph(entry, width, colour, offset)).join('\n')
    : table(fits, sorted, colour);
}

interface Column {
  readonly title: string;
  readonly cell: (entry: StatusEntry) => string;
}

function columnsOf(offset: Offset): readonly Column[] {
  return [
    { title: 'ACCOUNT/DEVICE', cell: deviceOf },
    { title: 'PROFILE', cell: ({ profile }) => profile ?? '-' },
    { title: 'ROLE', cell: roleOf },
    { title: 'EXPIRES', cell: ({ expiration }) => localTime(Date.parse(expiration), offset) },
    { title: 'LEFT', cell: leftOf },
    { title: 'STORE', cell: ({ store }) => store },
    { title: 'ENDPOINT', cell: ({ endpoint }) => endpoint ?? '-' },
  ];
}

function widthsOf(columns: readonly Column[], entries: readonly StatusEntry[]): number[] {
  return columns.map(({ title, cell }) =>
    Math.max(title.length, ...entries.map((entry) => visible(cell(entry)).length)),
  );
}

function widthOf(columns: readonly Column[], entries: readonly StatusEntry[]): number {
  return widthsOf(columns, entries).reduce((sum, width) => sum + width + 2, -2);
}

function table(columns: readonly Column[], entries: readonly StatusEntry[], colour: boolean): string {
  const widths = widthsOf(columns, entries);
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)));
  const head = line(columns.map(({ title }) => title)).map((cell) => paint(cell, 'bold', colour));
  const body = entries.map((entry) =>
    line(columns.map(({ cell }) => visible(cell(entry)))).map((cell, at) => {
      const title = columns[at]?.title;
      if (title === 'LEFT') return marked(cell, entry, colour);
      return title === 'STORE' || title === 'ENDPOINT' ? paint(cell, 'dim', colour) : cell;
    }),
  );
  return [head, ...body].map((cells) => `${cells.join('  ')}\n`).join('');
}

function paragraph(entry: StatusEntry, width: number, colour: boolean, offset: Offset): string {
  const { expiration, profile, store, endpoint } = entry;
  const role = roleOf(entry);
  const facts = [
    ...(role === '-' ? [] : [`role ${role}`]),
    deviceOf(entry),
    `until ${localTime(Date.parse(expiration), offset)}`,
    `in ${storeRow(store).place}`,
    ...(endpoint === null ? [] : [`at ${endpoint}`]),
  ];
  const lines = facts.flatMap((fact) => indented(visible(fact), width, 2, 4));
  const name = paint(visible(profile ?? 'keys of the environment'), 'bold', colour);
  return [`${name}  ${marked(leftOf(entry), entry, colour)}`, ...lines].map((line) => `${line}\n`).join('');
}

function marked(text: string, { secondsLeft }: StatusEntry, colour: boolean): string {
  return secondsLeft < SOON ? paint(text, 'magenta', colour) : text;
}

function leftOf({ secondsLeft }: StatusEntry): string {
  return `${timeLeft(secondsLeft * 1000)}${secondsLeft < SOON ? ' !' : ''}`;
}

/** `2026-01-02 16:04 +01:00`; `UTC` for no offset. */
function localTime(ms: number, offset: Offset): string {
  const minutes = offset(ms);
  const local = new Date(ms + minutes * 60_000).toISOString().replace(/T(\d\d:\d\d).*/, ' $1');
  const two = (number: number) => String(number).padStart(2, '0');
  const ahead = Math.abs(minutes);
  const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
  return `${local} ${minutes === 0 ? 'UTC' : zone}`;
}

function deviceOf({ account, mfaDevice }: StatusEntry): string {
  return account === null ? (mfaDevice ?? '-') : `${account}/${mfaDevice}`;
}

/** Its name; with the account where that is another than the user's. */
function roleOf({ roleArn, account }: StatusEntry): string {
  if (roleArn === null) return '-';
  const [, owner, name] = /^arn:[^:]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  if (owner === undefined || name === undefined) return roleArn;
  return owner === account ? name : `${owner}/${name}`;
}

/** In the order of each device's first; within one as they come. */
function byDevice(entries: readonly StatusEntry[]): StatusEntry[] {
  const devices = [...new Set(entries.map(deviceOf))];
  return devices.flatMap((device) => entries.filter((entry) => deviceOf(entry) === device));
}
