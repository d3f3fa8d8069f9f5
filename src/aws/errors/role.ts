import { cleanAwsText } from '../../base/aws-text.ts';
import { formatDuration } from '../../base/duration.ts';
import { MfaExecError } from '../../base/errors.ts';
import type { AwsFailure } from './failure.ts';

/** Refusals of `AssumeRole`. A denial does not say whether the trust, the external id or the policy is at fault. */
export function translateRoleRefusal(failure: AwsFailure): MfaExecError | undefined {
  const { operation, name, message, roleArn = 'the role', durationSeconds } = failure;
  if (operation !== 'AssumeRole') return undefined;
  if (name.startsWith('AccessDenied')) {
    const sentence = /explicit deny/i.test(message)
      ? `a policy of the account denies assuming ${roleArn}`
      : `AWS does not let this user assume ${roleArn}`;
    return new MfaExecError('ROLE_DENIED', sentence, { hint: deniedHint(roleArn) });
  }
  if (/DurationSeconds/i.test(message)) {
    const wanted = durationSeconds === undefined ? 'that long' : `of ${formatDuration(durationSeconds)}`;
    return new MfaExecError('ROLE_DURATION', `${roleArn} gives no session ${wanted}`, {
      hint: '--role-duration 1h, or in the profile: duration_seconds = 3600',
      cause: cleanAwsText(message),
    });
  }
  const field = /at '(roleArn|externalId|roleSessionName)'/.exec(message)?.[1];
  if (field !== undefined || /is invalid$|not.*valid ARN/i.test(cleanAwsText(message))) {
    const key = { roleArn: 'role_arn', externalId: 'external_id', roleSessionName: 'role_session_name' }[
      field ?? 'roleArn'
    ];
    return role(`AWS finds the ${key} of ${roleArn} malformed`, `correct ${key} in the profile`);
  }
  return name === 'PackedPolicyTooLarge' || name === 'MalformedPolicyDocument'
    ? role(`AWS refused to assume ${roleArn}: ${cleanAwsText(message)}`, 'check the role in the IAM console')
    : undefined;
}

function role(sentence: string, hint: string): MfaExecError {
  return new MfaExecError('ROLE', sentence, { hint });
}

/** AWS does not say which of these it is. */
function deniedHint(roleArn: string): string {
  const account = /^arn:[^:]*:iam::(\d+):/.exec(roleArn)?.[1];
  const whose = account === undefined ? '' : ` of account ${account}`;
  return `its trust policy, its external_id or a policy of yours forbids it: ask an administrator${whose}`;
}
