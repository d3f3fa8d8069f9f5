/** Explains what AWS itself refused. */
import { cleanAwsText, shortKeyId } from '../../base/aws-text.ts';
import { MfaExecError } from '../../base/errors.ts';
import { profileOption } from '../../base/shell-word.ts';
import { translateAccessKeyRefusal } from './access-keys.ts';
import type { AwsFailure } from './failure.ts';
import { translateMfaRefusal } from './mfa.ts';
import { translateRoleRefusal } from './role.ts';

const UNKNOWN_KEY = new Set(['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId']);
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
]);

/** Whether AWS wants fewer calls: it is safe to try again a little later. */
export function isThrottling(failure: Pick<AwsFailure, 'name' | 'status'>): boolean {
  return THROTTLED.has(failure.name) || failure.status === 429;
}

/** What AWS itself refused. An error that is not known here passes AWS's name and words on. */
export function translateRefusal(failure: AwsFailure): MfaExecError {
  const { name, endpointHost, region } = failure;
  if (isThrottling(failure)) {
    return new MfaExecError('AWS_REFUSED', 'AWS is throttling the calls of this account', {
      hint: 'wait a minute and run it again',
    });
  }
  if (name === 'RegionDisabledException' || name === 'OptInRequired') {
    return new MfaExecError('AWS_REFUSED', `STS is not switched on in ${region} for this account`, {
      hint: 'enable the region in the account settings, or add: --region us-east-1',
    });
  }
  return (
    translateKeys(failure) ??
    translateAccessKeyRefusal(failure) ??
    translateMfaRefusal(failure) ??
    translateRoleRefusal(failure) ??
    new MfaExecError('AWS_REFUSED', `${endpointHost} refused ${failure.operation}: ${words(failure)}`, {
      hint: 'ask an administrator of the AWS account whether its policies allow this call',
    })
  );
}

function translateKeys(failure: AwsFailure): MfaExecError | undefined {
  const { name, accessKeyId, base, endpointHost } = failure;
  const key = shortKeyId(accessKeyId);
  if (UNKNOWN_KEY.has(name)) {
    return base === 'session'
      ? ended(`AWS at ${endpointHost} does not accept the session ${key}`, failure)
      : new MfaExecError(
          'BASE_CREDENTIALS',
          `the access key ${key} is inactive or not known at ${endpointHost}`,
          {
            hint: `activate or replace it in the IAM console, then ${enterAgain(failure)}`,
          },
        );
  }
  if (name === 'ExpiredToken' || name === 'ExpiredTokenException')
    return ended(`the session ${key} has ended`, failure);
  if (name === 'SignatureDoesNotMatch' || name === 'InvalidSignatureException') {
    if (base === 'session')
      return ended(`AWS does not accept what was signed with the session ${key}`, failure);
    return new MfaExecError(
      'BASE_CREDENTIALS',
      `the secret access key does not belong to the access key ${key}`,
      {
        hint: enterAgain(failure),
      },
    );
  }
  return undefined;
}

/** How to give the keys again, where they come from. */
function enterAgain({ profile, isKept }: AwsFailure): string {
  if (isKept && profile !== undefined) {
    const option = profileOption(profile);
    return `enter both keys again: mfa-exec keys remove${option}; mfa-exec keys add${option}`;
  }
  return profile === undefined
    ? 'give both keys again: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the credential_process'
    : `enter both keys again: aws configure${profileOption(profile)}`;
}

function ended(sentence: string, { profile }: AwsFailure): MfaExecError {
  const hint = `get a new one: mfa-exec login --refresh${profileOption(profile)}`;
  return new MfaExecError('SESSION_ENDED', sentence, { hint });
}

function words({ name, message }: AwsFailure): string {
  const text = cleanAwsText(message);
  return text === '' || text === name ? name : `${name}: ${text}`;
}
