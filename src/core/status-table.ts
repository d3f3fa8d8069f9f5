import { expirationText } from './child-env.ts';
import type { ListedSession } from './session-list.ts';
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
  const arn = /^arn:[^:]*:iam::(\d{12}):mfa\/(.+)$/.exec(mfaSerial ?? '');
  return {
    account: arn?.[1] ?? null,
    mfaDevice: arn?.[2] ?? mfaSerial ?? null,
    profile: profile ?? null,
    roleArn: roleArn ?? null,
    accessKeyId: session.accessKeyId,
    expiration: expirationText(session),
    secondsLeft: Math.max(0, Math.floor((session.expiresAt - nowMs) / 1000)),
    store: store.name,
    endpoint: endpoint ?? null,
  };
}

const BOLD = '\u001b[1m';
const DIM = '\u001b[2m';
const YELLOW = '\u001b[33m';
const RESET = '\u001b[0m';
/** Less than this many seconds left is shown in yellow. */
const SOON = 15 * 60;

/** A table for a person, one line a session; `colour` only for a terminal. */
export function statusTable(entries: readonly StatusEntry[], colour: boolean): string {
  const paint = (code: string, text: string) => (colour ? `${code}${text}${RESET}` : text);
  const rows = entries.map((entry) => [
    entry.account === null ? (entry.mfaDevice ?? '-') : `${entry.account}/${entry.mfaDevice}`,
    entry.profile ?? '-',
    entry.roleArn === null ? '-' : (entry.roleArn.split(':role/')[1] ?? entry.roleArn),
    entry.expiration.replace('T', ' ').replace('Z', ' UTC'),
    timeLeft(entry.secondsLeft * 1000),
    entry.store,
  ]);
  const head = ['ACCOUNT/DEVICE', 'PROFILE', 'ROLE', 'EXPIRES', 'LEFT', 'STORE'];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[], style: (cell: string, at: number) => string) =>
    cells
      .map((cell, at) => style(at === cells.length - 1 ? cell : cell.padEnd(widths[at] ?? 0), at))
      .join('  ');
  const body = rows.map((row, at) => {
    const soon = (entries[at]?.secondsLeft ?? 0) < SOON;
    return line(row, (cell, column) => {
      if (column === 4 && soon) return paint(YELLOW, cell);
      return column === 5 ? paint(DIM, cell) : cell;
    });
  });
  return [line(head, (cell) => paint(BOLD, cell)), ...body].map((text) => `${text}\n`).join('');
}
