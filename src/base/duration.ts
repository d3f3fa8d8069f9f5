import { MfaExecError } from './errors.ts';

const HINT = 'write hours, minutes or seconds: 12h, 90m, 3600s, 1h30m, or plain seconds';

/** What STS gives a user by GetSessionToken: 900 s to 129,600 s. */
const SHORTEST_SESSION = 15 * 60;
const LONGEST_SESSION = 36 * 3600;

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
  if (!whole) throw new MfaExecError('USAGE', `"${text}" is not a duration`, { hint: HINT });
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

/**
 * `seconds` again, when STS can give a session for so long.
 *
 * @throws USAGE outside 15 minutes to 36 hours.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export function checkSessionDuration(seconds: number): number {
  if (seconds >= SHORTEST_SESSION && seconds <= LONGEST_SESSION) return seconds;
  throw new MfaExecError('USAGE', `a session cannot last ${formatDuration(seconds)}: AWS gives 15m to 36h`, {
    hint: '--duration 12h',
  });
}
