import { MfaExecError } from '../../base/errors.ts';
import type { AwsFailure, AwsOperation } from './failure.ts';

/** What IAM lets a user do with the access keys that `keys rotate` needs. */
const OPERATIONS: readonly AwsOperation[] = [
  'ListAccessKeys',
  'GetAccessKeyLastUsed',
  'CreateAccessKey',
  'UpdateAccessKey',
  'DeleteAccessKey',
];

/** The statement that AWS's own example policies have for users who look after their own keys. */
const STATEMENT = JSON.stringify({
  Effect: 'Allow',
  Action: OPERATIONS.map((operation) => `iam:${operation}`),
  Resource: 'arn:aws:iam::*:user/${aws:username}',
});

/** Refusals of IAM's calls about access keys; `undefined` for any other failure. */
export function translateAccessKeyRefusal({ operation, name }: AwsFailure): MfaExecError | undefined {
  if (!OPERATIONS.includes(operation)) return undefined;
  if (name === 'NoSuchEntity' || name === 'NoSuchEntityException') {
    return new MfaExecError('NO_SUCH_KEY', 'AWS has no such access key');
  }
  if (name === 'LimitExceeded' || name === 'LimitExceededException') {
    return new MfaExecError('AWS_REFUSED', 'this user has two access keys already, and AWS allows no third', {
      hint: 'mfa-exec -- aws iam list-access-keys shows them; delete one: mfa-exec -- aws iam delete-access-key --access-key-id ID',
    });
  }
  if (/^AccessDenied/.test(name)) {
    return new MfaExecError('AWS_REFUSED', `the policies of this user do not allow iam:${operation}`, {
      hint: `ask an administrator to add this statement: ${STATEMENT}`,
    });
  }
  return undefined;
}
