/** How long a role's session may last, in seconds. */
import type { DurationRange } from '../base/duration.ts';
import type { RoleSpec } from '../base/ports.ts';
import { shownValue } from '../base/shown-value.ts';
import { visible } from '../base/visible.ts';

/** What `AssumeRole` takes; a role's own maximum may be less. */
const SHORTEST = 900;
const LONGEST = 43_200;

/** The most for a role that is assumed with temporary credentials, whatever its own maximum. */
export const CHAINED_SECONDS = 3600;

type Duration = Pick<RoleSpec, 'durationSeconds' | 'durationNote'>;

/**
 * What `duration_seconds` of the profile `name` comes to. The AWS CLI passes over what Python's `int` does not read,
 * and so does this; a number that AWS would refuse becomes the nearest one that it takes.
 */
export function profileDuration(name: string, text: string | undefined): Duration {
  if (text === undefined) return {};
  const says = `duration_seconds of profile "${visible(name)}" is ${shownValue(text)}`;
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text)) {
    return { durationNote: `${says}, which is no number: it is ignored, as the AWS CLI does` };
  }
  const wanted = Number(text.replaceAll('_', ''));
  const durationSeconds = Math.min(LONGEST, Math.max(SHORTEST, wanted));
  if (durationSeconds === wanted) return { durationSeconds };
  return {
    durationSeconds,
    durationNote: `${says}, and AWS gives 900 to 43200: asking for ${durationSeconds}`,
  };
}

export const ROLE_RANGE: DurationRange = {
  what: "a role's session",
  shortest: SHORTEST,
  longest: LONGEST,
  example: '--role-duration 1h',
};

/** The role as one of a chain, with no more than AWS gives there. */
export function chained({ durationNote: _, ...role }: RoleSpec): RoleSpec {
  const { durationSeconds } = role;
  return durationSeconds === undefined
    ? role
    : { ...role, durationSeconds: Math.min(durationSeconds, CHAINED_SECONDS) };
}
