/** What `status` prints: JSON, or a table. */
import { paint } from '../base/paint.ts';
import { shownUrl } from '../base/shown-url.ts';
import { visible } from '../base/visible.ts';
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
  readonly store: string;
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

/** Less than this many seconds left is shown in yellow. */
const SOON = 15 * 60;

/**
 * A table for a person: one line a session, those of one device together. The endpoint is shown where one is not
 * AWS's own; `colour` only for a terminal. Where `width` columns do not hold it all, what is dispensable is left out.
 */
export function statusTable(
  entries: readonly StatusEntry[],
  { colour, width = Number.POSITIVE_INFINITY }: { colour: boolean; width?: number | undefined },
): string {
  const columns = fitting(
    COLUMNS.filter(({ title }) => title !== 'ENDPOINT' || entries.some(({ endpoint }) => endpoint)),
    entries,
    width,
  );
  const line = (cells: readonly string[], widths: readonly number[]) =>
    cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)));
  const rows = byDevice(entries).map((entry) => ({
    entry,
    cells: columns.map(({ cell }) => visible(cell(entry))),
  }));
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...rows.map(({ cells }) => cells[at]?.length ?? 0)),
  );
  const titles = columns.map(({ title }) => title);
  const head = line(titles, widths).map((cell) => paint(cell, 'bold', colour));
  const body = rows.map(({ entry, cells }) =>
    line(cells, widths).map((cell, at) => {
      if (titles[at] === 'LEFT' && entry.secondsLeft < SOON) return paint(cell, 'yellow', colour);
      return titles[at] === 'STORE' || titles[at] === 'ENDPOINT' ? paint(cell, 'dim', colour) : cell;
    }),
  );
  return [head, ...body].map((cells) => `${cells.join('  ')}\n`).join('');
}

interface Column {
  readonly title: string;
  readonly cell: (entry: StatusEntry) => string;
}

/** What goes first where the terminal is too narrow; all of it is in `--json`. */
const DISPENSABLE = ['STORE', 'EXPIRES', 'ENDPOINT', 'ROLE'];

function fitting(
  columns: readonly Column[],
  entries: readonly StatusEntry[],
  width: number,
): readonly Column[] {
  const wide = (shown: readonly Column[]) =>
    shown.reduce(
      (sum, { title, cell }) =>
        sum + 2 + Math.max(title.length, ...entries.map((entry) => visible(cell(entry)).length)),
      -2,
    );
  let shown = columns;
  for (const title of DISPENSABLE) {
    if (wide(shown) <= width) break;
    shown = shown.filter((column) => column.title !== title);
  }
  return shown;
}

const COLUMNS: readonly Column[] = [
  { title: 'ACCOUNT/DEVICE', cell: deviceOf },
  { title: 'PROFILE', cell: ({ profile }) => profile ?? '-' },
  { title: 'ROLE', cell: roleOf },
  { title: 'EXPIRES', cell: ({ expiration }) => expiration.replace(/T(\d\d:\d\d).*/, ' $1 UTC') },
  { title: 'LEFT', cell: ({ secondsLeft }) => timeLeft(secondsLeft * 1000) },
  { title: 'STORE', cell: ({ store }) => store },
  { title: 'ENDPOINT', cell: ({ endpoint }) => endpoint ?? '-' },
];

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
