import { expect, it } from 'vitest';
import type { AwsFailure } from '../../src/aws/errors/failure.ts';
import { mayHaveSpentCode, retryDelayMs } from '../../src/aws/retry.ts';

function failure(about: Partial<AwsFailure>): AwsFailure {
  return {
    operation: 'GetSessionToken',
    name: 'TransportError',
    message: '',
    localNow: 0,
    endpointHost: 'sts.example',
    region: 'eu-central-1',
    base: 'long-term',
    accessKeyId: 'AKIAEXAMPLE',
    platform: 'linux',
    ...about,
  };
}

const again: [string, Partial<AwsFailure>, spent: boolean][] = [
  ['throttled', { name: 'Throttling', status: 400 }, false],
  ['a server error', { name: 'InternalFailure', status: 500 }, true],
  ['unavailable', { status: 503, webPage: true }, true],
  ['reset after it was sent', { code: 'ECONNRESET', phase: 'answer' }, true],
  ['reset before it was sent', { code: 'ECONNRESET', phase: 'tls' }, false],
  [
    'half an answer without a code in it',
    { operation: 'ListMFADevices', code: 'ECONNRESET', phase: 'body' },
    false,
  ],
  ['refused', { code: 'ECONNREFUSED', phase: 'connect' }, false],
  ['no connection in time', { code: 'ETIMEDOUT', phase: 'connect' }, false],
];
it.each(again)('tried again, twice: %s', (_title, about, spent) => {
  expect(retryDelayMs(failure(about), 1)).toBeGreaterThan(0);
  expect(retryDelayMs(failure(about), 2)).toBeGreaterThan(0);
  expect(retryDelayMs(failure(about), 3)).toBeUndefined();
  expect(mayHaveSpentCode(failure(about))).toBe(spent);
});

const final: [string, Partial<AwsFailure>][] = [
  ['AWS may still be at it', { code: 'ETIMEDOUT', phase: 'answer' }],
  ['a refusal', { name: 'AccessDenied', status: 403 }],
  ['a proxy that wants a password', { status: 407, phase: 'proxy' }],
  ['no such name', { code: 'ENOTFOUND', phase: 'connect' }],
  ['no name server', { code: 'EAI_AGAIN', phase: 'lookup' }],
  ['no name server in time', { code: 'ETIMEDOUT', phase: 'lookup' }],
  ['a silent proxy', { code: 'ETIMEDOUT', phase: 'proxy' }],
  ['a bad certificate', { code: 'CERT_HAS_EXPIRED', phase: 'tls' }],
  ['a captive portal', { status: 511, webPage: true }],
  ['half an answer', { code: 'ECONNRESET', phase: 'body' }],
  ['garbage', { name: 'NotAnAnswer', status: 200 }],
];
it.each(final)('not tried again: %s', (_title, about) => {
  expect(retryDelayMs(failure(about), 1)).toBeUndefined();
});
