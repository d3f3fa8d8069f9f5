import { describe, expect, it } from 'vitest';
import type { AwsFailure } from '../../../src/aws/errors/failure.ts';
import { translateAwsFailure } from '../../../src/aws/errors/translate.ts';
import { cleanAwsText } from '../../../src/base/aws-text.ts';
import type { ErrorCode } from '../../../src/base/errors.ts';

const HOST = 'sts.eu-central-1.amazonaws.com';
const NOW = Date.parse('2022-02-27T10:00:00Z');
const SERIAL = 'arn:aws:iam::000000000012:mfa/phone';
const ROLE = 'arn:aws:iam::000000000012:role/team/deployer';

function failure(about: Partial<AwsFailure>): AwsFailure {
  return {
    operation: 'GetSessionToken',
    name: 'TransportError',
    message: '',
    localNow: NOW,
    endpointHost: HOST,
    region: 'eu-central-1',
    base: 'long-term',
    accessKeyId: 'AKIAEXAMPLEEXAMPLE12',
    mfaSerial: SERIAL,
    platform: 'linux',
    ...about,
  };
}

const denied = { name: 'AccessDenied', status: 403 } as const;
const assume = { operation: 'AssumeRole', base: 'session', roleArn: ROLE } as const;
const proxied = { proxy: 'proxy.example:3128' } as const;

type Row = [title: string, about: Partial<AwsFailure>, code: ErrorCode, sentence: RegExp, hint: RegExp];

const refusals: Row[] = [
  [
    'a wrong, old or used code',
    { ...denied, message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ' },
    'MFA_CODE_REFUSED',
    /^AWS refused the MFA code: it is wrong, too old or already used$/,
    /next code/,
  ],
  [
    'a code that an unanswered try may have spent',
    {
      ...denied,
      message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
      codeMaybeSpent: true,
    },
    'MFA_CODE_REFUSED',
    /sent again.*may have used it up$/,
    /next code/,
  ],
  [
    'a code from a machine whose clock is off by a little',
    {
      ...denied,
      message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
      dateHeader: 'Sun, 27 Feb 2022 10:01:35 GMT',
    },
    'MFA_CODE_REFUSED',
    /refused the MFA code/,
    /95 s behind AWS's; .*timedatectl set-ntp true/,
  ],
  [
    "a serial that is not the caller's",
    {
      ...denied,
      message:
        'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    },
    'MFA_DEVICE',
    /^arn:aws:iam::000000000012:mfa\/phone is not an MFA device of this user$/,
    /aws iam list-mfa-devices/,
  ],
  [
    'a serial that is no serial',
    {
      name: 'ValidationError',
      status: 400,
      message: "1 validation error detected: Value 'x' at 'serialNumber' failed to satisfy constraint",
    },
    'MFA_DEVICE',
    /is not an MFA device/,
    /aws iam list-mfa-devices/,
  ],
  [
    'session keys as base keys',
    { ...denied, base: 'session', message: 'Cannot call GetSessionToken with session credentials' },
    'BASE_CREDENTIALS',
    /are a session already/,
    /--profile NAME/,
  ],
  [
    'a key that is inactive or does not exist',
    {
      name: 'InvalidClientTokenId',
      status: 403,
      message: 'The security token included in the request is invalid.',
      profile: 'dev',
    },
    'BASE_CREDENTIALS',
    /^the access key …LE12 is inactive or not known at sts\.eu-central-1\.amazonaws\.com$/,
    /enter both keys again: aws configure --profile dev$/,
  ],
  [
    'a key of the default profile that does not exist',
    { name: 'InvalidClientTokenId', status: 403, profile: 'default' },
    'BASE_CREDENTIALS',
    /is inactive or not known/,
    /aws configure$/,
  ],
  [
    'a session that AWS does not know',
    { ...assume, name: 'InvalidClientTokenId', status: 403, message: 'The security token … is invalid.' },
    'SESSION_ENDED',
    /does not accept the session …LE12/,
    /--refresh/,
  ],
  [
    'a clock that is behind',
    {
      name: 'SignatureDoesNotMatch',
      status: 403,
      message:
        'Signature expired: 20220227T100000Z is now earlier than 20220227T101000Z (20220227T101500Z - 5 min.)',
      dateHeader: 'Sun, 27 Feb 2022 10:10:12 GMT',
    },
    'CLOCK_SKEW',
    /^this machine's clock is 612 s behind AWS's, so/,
    /timedatectl set-ntp true/,
  ],
  [
    'a clock that is ahead, told without a Date header, on Windows',
    {
      name: 'SignatureDoesNotMatch',
      status: 403,
      message:
        'Signature not yet current: 20220227T101500Z is still later than 20220227T100500Z (20220227T100000Z + 5 min.)',
      platform: 'win32',
    },
    'CLOCK_SKEW',
    /^this machine's clock is 900 s ahead of AWS's/,
    /w32tm \/resync/,
  ],
  [
    'an expired request, on macOS',
    { name: 'RequestExpired', status: 400, message: 'Request has expired.', platform: 'darwin' },
    'CLOCK_SKEW',
    /more than 5 minutes off/,
    /sntp/,
  ],
  [
    'a wrong secret, whose refusal quotes the signed request',
    {
      name: 'SignatureDoesNotMatch',
      status: 403,
      message:
        "The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this request should have been\n'POST",
    },
    'BASE_CREDENTIALS',
    /^the secret access key does not belong to the access key …LE12$/,
    /AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
  ],
  [
    'a session that is over',
    {
      ...assume,
      name: 'ExpiredToken',
      status: 403,
      message: 'The security token included in the request is expired',
    },
    'SESSION_ENDED',
    /^the session …LE12 has ended$/,
    /--refresh/,
  ],
  [
    'a duration out of range',
    {
      name: 'ValidationError',
      status: 400,
      durationSeconds: 60,
      message:
        "1 validation error detected: Value '60' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    },
    'USAGE',
    /^AWS refused a session of 60 s: .*equal to 900$/,
    /--duration 12h/,
  ],
  [
    "a duration beyond the root user's hour",
    {
      name: 'ValidationError',
      status: 400,
      durationSeconds: 43_200,
      message: 'The requested DurationSeconds exceeds the 3600 second limit for the root user',
    },
    'USAGE',
    /root user gets one hour at most/,
    /--duration 1h/,
  ],
  [
    'too many calls',
    { name: 'Throttling', status: 400, message: 'Rate exceeded' },
    'AWS_REFUSED',
    /throttling/,
    /wait/,
  ],
  [
    'a region that is not switched on',
    {
      name: 'RegionDisabledException',
      status: 403,
      message: 'STS is not activated in this region for account',
    },
    'AWS_REFUSED',
    /not switched on in eu-central-1/,
    /--region us-east-1/,
  ],
  [
    'a role that does not trust the user',
    {
      ...assume,
      ...denied,
      message: `User: arn:aws:iam::000000000012:user/x is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    },
    'ROLE_DENIED',
    /does not let this user assume arn:.*deployer$/,
    /^its trust policy, its external_id or a policy of yours .* administrator of account 000000000012$/,
  ],
  [
    'a role that a policy denies',
    { ...assume, ...denied, message: 'not authorized to perform: sts:AssumeRole with an explicit deny' },
    'ROLE_DENIED',
    /a policy of the account denies/,
    /administrator/,
  ],
  [
    "a duration beyond the role's",
    {
      ...assume,
      name: 'ValidationError',
      status: 400,
      durationSeconds: 43_200,
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    },
    'ROLE_DURATION',
    /gives no session of 12h$/,
    /duration_seconds = 3600/,
  ],
  [
    'a malformed external id',
    {
      ...assume,
      name: 'ValidationError',
      status: 400,
      message: "1 validation error detected: Value '' at 'externalId' failed to satisfy constraint",
    },
    'ROLE',
    /external_id of arn:.* malformed/,
    /external_id/,
  ],
  [
    'devices that may not be listed',
    {
      ...denied,
      operation: 'ListMFADevices',
      message: 'User is not authorized to perform: iam:ListMFADevices',
    },
    'MFA_DEVICE',
    /may not list/,
    /--mfa-serial arn:/,
  ],
  [
    'anything else that AWS says',
    { name: 'SomethingNew', status: 400, message: 'The moon is in the way.' },
    'AWS_REFUSED',
    /refused GetSessionToken: SomethingNew: The moon is in the way$/,
    /administrator/,
  ],
];

const unavailable: Row[] = [
  [
    'an internal error',
    { name: 'InternalFailure', status: 500, tries: 3 },
    'AWS_UNREACHABLE',
    /answered 500 3 times/,
    /health/,
  ],
  [
    'no such name',
    { code: 'ENOTFOUND', phase: 'connect' },
    'AWS_UNREACHABLE',
    /does not resolve/,
    /nslookup sts\.eu/,
  ],
  [
    'no name server',
    { code: 'EAI_AGAIN', phase: 'connect' },
    'AWS_UNREACHABLE',
    /no name server/,
    /nslookup/,
  ],
  [
    'a silent name server',
    { code: 'ETIMEDOUT', phase: 'lookup' },
    'AWS_UNREACHABLE',
    /no name server/,
    /nslookup/,
  ],
  [
    'a closed port',
    { code: 'ECONNREFUSED', phase: 'connect' },
    'AWS_UNREACHABLE',
    /refused the conn/,
    /AWS_ENDPOINT_URL/,
  ],
  ['no route', { code: 'EHOSTUNREACH', phase: 'connect' }, 'AWS_UNREACHABLE', /no route/, /HTTPS_PROXY/],
  [
    'a silent host',
    { code: 'ETIMEDOUT', phase: 'connect' },
    'AWS_UNREACHABLE',
    /did not accept/,
    /HTTPS_PROXY/,
  ],
  [
    'a silent service',
    { code: 'ETIMEDOUT', phase: 'answer' },
    'AWS_UNREACHABLE',
    /did not answer in time/,
    /minute/,
  ],
  ['a reset', { code: 'ECONNRESET', phase: 'answer' }, 'AWS_UNREACHABLE', /without an answer/, /network/],
  ['half an answer', { code: 'ECONNRESET', phase: 'body' }, 'AWS_UNREACHABLE', /in the middle/, /next code/],
  ['a firewall', { code: 'EPERM', phase: 'connect' }, 'AWS_UNREACHABLE', /does not allow/, /firewall/],
  ['a new kind of trouble', { code: 'ENEW', phase: 'connect' }, 'AWS_UNREACHABLE', /\(ENEW\)/, /network/],
  [
    'no HTTP',
    { code: 'HPE_INVALID_CONSTANT', phase: 'answer' },
    'AWS_UNREACHABLE',
    /answer as AWS does/,
    /endpoint_url/,
  ],
  [
    'garbage',
    { name: 'NotAnAnswer', status: 200 },
    'AWS_UNREACHABLE',
    /did not answer as AWS does/,
    /endpoint_url/,
  ],
  ['a captive portal', { webPage: true, status: 302 }, 'AWS_UNREACHABLE', /a web page answered/, /sign in/],
  [
    'a filter behind a proxy',
    { ...proxied, webPage: true, status: 403 },
    'AWS_UNREACHABLE',
    /through the proxy/,
    /NO_PROXY/,
  ],
  [
    'an unknown authority',
    { code: 'SELF_SIGNED_CERT_IN_CHAIN', phase: 'tls' },
    'AWS_UNREACHABLE',
    /signed by an authority that this machine does not know/,
    /AWS_CA_BUNDLE=/,
  ],
  [
    'an unknown authority in spite of a bundle',
    { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', phase: 'tls', caBundle: '/etc/ca.pem' },
    'AWS_UNREACHABLE',
    /does not know/,
    /add that authority to \/etc\/ca\.pem/,
  ],
  [
    'an expired certificate',
    { code: 'CERT_HAS_EXPIRED', phase: 'tls' },
    'AWS_UNREACHABLE',
    /has expired/,
    /clock/,
  ],
  [
    "another's certificate",
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', phase: 'tls' },
    'AWS_UNREACHABLE',
    /another host/,
    /proxy/,
  ],
  ['no TLS', { code: 'EPROTO', phase: 'tls' }, 'AWS_UNREACHABLE', /does not speak TLS/, /http:/],
  [
    'a closed proxy',
    { ...proxied, code: 'ECONNREFUSED', phase: 'proxy' },
    'AWS_UNREACHABLE',
    /proxy\.example:3128 refused/,
    /HTTPS_PROXY/,
  ],
  [
    'a lost proxy',
    { ...proxied, code: 'ENOTFOUND', phase: 'proxy' },
    'AWS_UNREACHABLE',
    /name of the proxy/,
    /HTTPS_PROXY/,
  ],
  [
    'a silent proxy',
    { ...proxied, code: 'ETIMEDOUT', phase: 'proxy' },
    'AWS_UNREACHABLE',
    /did not answer/,
    /HTTPS_PROXY/,
  ],
  [
    'a proxy that wants a password',
    { ...proxied, status: 407, phase: 'proxy' },
    'AWS_UNREACHABLE',
    /user name or the password/,
    /USER:PASSWORD/,
  ],
  [
    'a proxy that forbids',
    { ...proxied, status: 403, phase: 'proxy' },
    'AWS_UNREACHABLE',
    /would not connect.*403/,
    /NO_PROXY/,
  ],
];

describe.each([
  ['refusals', refusals],
  ['an AWS that is not well', unavailable],
] as const)('%s', (_name, rows) => {
  it.each(rows)('%s', (_title, about, code, sentence, hint) => {
    const error = translateAwsFailure(failure(about));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.hint).toMatch(hint);
    expect(error.message).not.toMatch(/[\n\r]|\.$|AKIAEXAMPLE/);
  });
});

describe('what AWS says is passed on', () => {
  it.each([
    ['without the signed request', 'No.\nThe String-to-Sign should have been\nAWS4-HMAC-SHA256', 'No'],
    ['without a code', "Value '123456' at 'tokenCode' is short", "the value at 'tokenCode' is short"],
    ['without a whole key id', 'Key AKIAEXAMPLEEXAMPLE12 is bad', 'Key …LE12 is bad'],
    ['without control characters', 'a\u001b[31mb', 'a [31mb'],
    ['at a length that fits', 'x'.repeat(1000), `${'x'.repeat(300)}…`],
  ])('%s', (_title, message, words) => {
    expect(cleanAwsText(message)).toBe(words);
  });
});
