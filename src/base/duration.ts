import { MfaExecError } from './errors.ts';
import { shownValue } from './shown-value.ts';

const HINT = 'write hours, minutes or seconds: 12h, 90m, 3600s, 1h30m, or plain seconds';

/**
 * The seconds that `12h`, `90m`, `3600s`, `1h30m` or `3600` stand for.
 *
 * @throws USAGE naming these forms for any other text.
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (/^[0-9]{1,9}$/.test(trimmed)) return Number(trimmed);
  const [whole, hours = '0', minutes = '0', seconds = '0'] =
    /^(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?$/i.exec(trimmed) ?? [];
  if (!whole) throw new MfaExecError('USAGE', `"${shownValue(text)}" is not a duration`, { hint: HINT });
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The shortest text that `parseDuration` reads as `seconds`, whole and not negative: `1h30m`. */
export function formatDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  const text = parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('');
  return text === '' ? '0s' : text;
}

/** What AWS gives, in seconds, and how a person calls it. */
export interface DurationRange {
  /** `a session`. */
  readonly what: string;
  readonly shortest: number;
  readonly longest: number;
  /** A value to suggest: `--duration 12h`. */
  readonly example: string;
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export const SESSION_RANGE: DurationRange = {
  what: 'a session',
  shortest: 15 * 60,
  longest: 36 * 3600,
  example: '--duration 12h',
};

/**
 * The seconds that `text` stands for, within `range`.
 *
 * @throws USAGE for what is no duration or out of range. A bare number may have been meant as hours or minutes.
 */
export function parseDurationWithin(text: string, range: DurationRange): number {
  const { what, shortest, longest, example } = range;
  const seconds = parseDuration(text);
  const isWithin = (value: number) => value >= shortest && value <= longest;
  if (isWithin(seconds)) return seconds;
  const bare = /^[0-9]+$/.test(text.trim()) ? Number(text) : undefined;
  const [option = ''] = example.split(' ');
  const meant =
    bare === undefined
      ? undefined
      : [`${bare}h`, `${bare}m`].find((candidate) => isWithin(parseDuration(candidate)));
  const most = `AWS gives ${formatDuration(shortest)} to ${formatDuration(longest)}`;
  throw meant === undefined
    ? new MfaExecError('USAGE', `${what} cannot last ${formatDuration(seconds)}: ${most}`, { hint: example })
    : new MfaExecError('USAGE', `${bare} is seconds, and ${most}`, { hint: `${option} ${meant}` });
}
