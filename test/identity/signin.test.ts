import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { destinationUrl, federationUrl, loginLink, sessionDuration } from '../../src/identity/signin.ts';

describe('federationUrl', () => {
  it.each([
    ['aws', undefined, 'https://signin.aws.amazon.com/federation'],
    ['aws-us-gov', undefined, 'https://signin.amazonaws-us-gov.com/federation'],
    ['aws-cn', undefined, 'https://signin.amazonaws.cn/federation'],
    ['aws', 'http://127.0.0.1:4566/', 'http://127.0.0.1:4566/federation'],
    ['aws-iso', 'https://signin.example', 'https://signin.example/federation'],
  ])('in %s with %s is %s', (partition, url, expected) => {
    expect(federationUrl(partition, url)).toBe(expected);
  });

  it('is not guessed for a partition that is not known', () => {
    expect(() => federationUrl('aws-iso', undefined)).toThrow('partition aws-iso is not known');
  });
});

describe('destinationUrl', () => {
  it.each([
    ['aws', undefined, undefined, 'https://console.aws.amazon.com/console/home'],
    ['aws', 'eu-west-1', undefined, 'https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1'],
    ['aws-cn', 'cn-north-1', '/s3', 'https://cn-north-1.console.amazonaws.cn/s3?region=cn-north-1'],
    [
      'aws',
      'eu-west-1',
      's3?region=us-east-1',
      'https://eu-west-1.console.aws.amazon.com/s3?region=us-east-1',
    ],
    [
      'aws',
      'eu-west-1',
      '/cloudwatch/home#logs:',
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logs:',
    ],
    ['aws', 'eu-west-1', 'https://health.aws.amazon.com/', 'https://health.aws.amazon.com/'],
    ['aws', undefined, '//evil.example/x', 'https://console.aws.amazon.com/evil.example/x'],
    ['aws', undefined, '/\\evil.example', 'https://console.aws.amazon.com/evil.example'],
  ])('%s, %s: %s is %s', (partition, region, wanted, expected) => {
    expect(destinationUrl(partition, region, wanted)).toBe(expected);
  });

  it.each([
    'https://evil.example/',
    'http://console.aws.amazon.com/',
    'https://aws.amazon.com.evil.example/',
    'https://evilaws.amazon.com/',
    'https://me:pw@console.aws.amazon.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://',
  ])('refuses %s', (wanted) => {
    expect(() => destinationUrl('aws', 'eu-west-1', wanted)).toThrow(
      '--destination is no page of the AWS console',
    );
  });

  test('whatever is asked for, it is a page of AWS or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (wanted) => {
        let url: URL;
        try {
          url = new URL(destinationUrl('aws', 'eu-west-1', wanted));
        } catch (error) {
          expect(error).toHaveProperty('code', 'USAGE');
          return;
        }
        expect([url.protocol, url.hostname.endsWith('.aws.amazon.com')]).toEqual(['https:', true]);
      }),
    );
  });
});

test('loginLink carries destination and token', () => {
  const url = new URL(
    loginLink('https://signin.aws.amazon.com/federation', 'https://c.aws.amazon.com/?a=b#c', 'x+/='),
  );
  expect(Object.fromEntries(url.searchParams)).toEqual({
    Action: 'login',
    Issuer: 'mfa-exec',
    Destination: 'https://c.aws.amazon.com/?a=b#c',
    SigninToken: 'x+/=',
  });
});

describe('sessionDuration', () => {
  const session = (seconds: number) => ({ issuedAt: 0, expiresAt: seconds * 1000 });
  it.each([
    ['a session of one hour may be of a chain', session(3600), 14_400, undefined],
    ['a longer one is not', session(14_400), 14_400, 14_400],
    ['nothing is asked for', session(14_400), undefined, undefined],
    [
      'an inherited one does not tell',
      { issuedAt: Number.NEGATIVE_INFINITY, expiresAt: 1 },
      14_400,
      undefined,
    ],
  ])('%s', (_name, has, wanted, expected) => {
    expect(sessionDuration(has, wanted)).toBe(expected);
  });
});
