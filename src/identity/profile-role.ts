import { MfaExecError } from '../base/errors.ts';
import type { RoleSpec, Section } from '../base/ports.ts';
import { shownValue } from '../base/shown-value.ts';
import { profileDuration } from './role-duration.ts';

/** The role that a profile names by `role_arn` and what goes with it; `undefined` when it names none. */
export function profileRole(name: string, section: Section): RoleSpec | undefined {
  const arn = section['role_arn'];
  if (arn === undefined) return undefined;
  // The AWS CLI takes it for a role all the same, and refuses it: it never falls back to the keys.
  if (arn === '') {
    throw new MfaExecError('ROLE', `role_arn of profile "${name}" is empty`, {
      hint: 'give it the ARN of a role, or take the line out of the profile',
    });
  }
  return {
    arn: checkRoleArn(arn, `role_arn of profile "${name}": `),
    externalId: section['external_id'],
    sessionName: section['role_session_name'],
    ...profileDuration(name, section['duration_seconds']),
  };
}

/** @throws ROLE when `arn` is not a role's; `place` goes before the sentence. */
export function checkRoleArn(arn: string, place = ''): string {
  if (/^arn:[a-z0-9-]+:iam::[0-9]{12}:role\/\S+$/.test(arn)) return arn;
  throw new MfaExecError('ROLE', `${place}"${shownValue(arn)}" is not the ARN of a role`, {
    hint: 'it looks like arn:aws:iam::123456789012:role/NAME',
  });
}
