import { MfaExecError } from '../base/errors.ts';
import { parseObject } from '../base/json.ts';
import type { BaseCredentials } from '../base/ports.ts';
import { isKeyId, isTemporary } from './access-key.ts';

/**
 * The long-term credentials in what a `credential_process` printed: JSON with `Version` 1, `AccessKeyId` and
 * `SecretAccessKey`. `command` is the program's name, for messages; nothing of the output is in them.
 *
 * @throws BASE_CREDENTIALS for anything else, and for temporary credentials, which have a `SessionToken`.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export function parseProcessCredentials(output: string, command: string): BaseCredentials {
  const fields = parseObject(output);
  if (!fields) throw unusable(command, 'printed no JSON object');
  if (fields['Version'] !== 1) throw unusable(command, 'printed no credentials of Version 1');
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = fields;
  if (typeof accessKeyId !== 'string' || !isKeyId(accessKeyId))
    throw unusable(command, 'printed no AccessKeyId');
  if (typeof secretAccessKey !== 'string' || secretAccessKey === '') {
    throw unusable(command, 'printed no SecretAccessKey');
  }
  if (sessionToken || isTemporary(accessKeyId)) {
    throw new MfaExecError(
      'BASE_CREDENTIALS',
      `credential_process "${command}" gives temporary credentials, and AWS gives an MFA session only for long-term ones`,
      { hint: 'run the command without mfa-exec, or name a profile that has long-term keys: --profile NAME' },
    );
  }
  return { accessKeyId, secretAccessKey };
}

function unusable(command: string, what: string): MfaExecError {
  return new MfaExecError('BASE_CREDENTIALS', `credential_process "${command}" ${what}`, {
    hint: 'it must print {"Version": 1, "AccessKeyId": "…", "SecretAccessKey": "…"}; run it by hand to see',
  });
}
