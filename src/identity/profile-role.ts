import { MfaExecError } from '../base/errors.ts';
import type { RoleSpec, Section } from '../base/ports.ts';

/** The role that a profile names by `role_arn` and what goes with it; `undefined` when it names none. */
export function profileRole(name: string, section: Section): RoleSpec | undefined {
  const arn = section['role_arn'];
  if (!arn) return undefined;
  return {
    arn: checkRoleArn(arn, `role_arn of profile "${name}": `),
    externalId: section['external_id'],
    sessionName: section['role_session_name'],
    durationSeconds: durationOf(name, section),
  };
}

/** @throws ROLE when `arn` is not a role's; `place` goes before the sentence. */
export function checkRoleArn(arn: string, place = ''): string {
  if (/^arn:[a-z0-9-]+:iam::[0-9]{12}:role\/\S+$/.test(arn)) return arn;
  throw new MfaExecError('ROLE', `${place}"${arn}" is not the ARN of a role`, {
    hint: 'it looks like arn:aws:iam::123456789012:role/NAME',
  });
}

function durationOf(name: string, section: Section): number | undefined {
  const text = section['duration_seconds'];
  if (text === undefined) return undefined;
  // AssumeRole's own range; what the role allows is less, and AWS's to say.
  if (/^[0-9]{3,5}$/.test(text) && Number(text) >= 900 && Number(text) <= 43_200) return Number(text);
  throw new MfaExecError(
    'CONFIG',
    `duration_seconds of profile "${name}" is not a number from 900 to 43200`,
    {
      hint: 'duration_seconds = 3600',
    },
  );
}
