/** What the ARN of an MFA device tells about it. */
export interface DeviceArn {
  readonly account: string;
  /** With its path, `team/phone`; by default the user's name. */
  readonly name: string;
}

/**
 * Reads `arn:PARTITION:iam::ACCOUNT:mfa/PATH/NAME`; `undefined` for the serial number of a hardware device.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function parseDeviceArn(serial: string): DeviceArn | undefined {
  const [, account, name] = /^arn:[^:]*:iam::([^:]*):mfa\/(.+)$/.exec(serial) ?? [];
  return account === undefined || name === undefined ? undefined : { account, name };
}

/**
 * The name of a role's session where the profile has none: it names the user in CloudTrail, and stays the same, since
 * it is part of who the command is to other services. AWS takes 2 to 64 of these characters.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function roleSessionName(mfaSerial: string | undefined): string {
  const name = parseDeviceArn(mfaSerial ?? '')
    ?.name.split('/')
    .at(-1);
  return name === undefined ? 'mfa-exec' : `mfa-exec-${name.replaceAll(/[^\w+=,.@-]/g, '-')}`.slice(0, 64);
}
