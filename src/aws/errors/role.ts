import { cleanAwsText } from '../../base/aws-text.ts';
import { MfaExecError } from '../../base/errors.ts';
import type { AwsFailure } from './failure.ts';

/** Refusals of `AssumeRole`. A denial does not say whether the trust, the external id or the policy is at fault. */
export function translateRoleRefusal(failure: AwsFailure): MfaExecError | undefined {
  const { operation, name, message, roleArn = 'the role', durationSeconds } = failure;
  if (operation !== 'AssumeRole') return undefined;
  if (name.startsWith('AccessDenied')) {
    return role(
      /explicit deny/i.test(message)
        ? `a policy of the account denies assuming ${roleArn}`
        : `AWS does not let this user assume ${roleArn}`,
      `check the role's trust policy (user, MFA, external_id): aws iam get-role --role-name ${roleName(roleArn)}`,
    );
  }
  if (/DurationSeconds/i.test(message)) {
    return role(
      `${roleArn} gives no session of ${durationSeconds ?? 'that many'} s: ${cleanAwsText(message)}`,
      'in the profile: duration_seconds = 3600',
    );
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

function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
