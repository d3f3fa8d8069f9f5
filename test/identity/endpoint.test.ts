import { describe, expect, test } from 'vitest';
import { type EndpointSources, resolveEndpoint } from '../../src/identity/endpoint.ts';

const resolve = (sources: Partial<EndpointSources>) => resolveEndpoint({ env: {}, profile: {}, ...sources });

const GOV = 'arn:aws-us-gov:iam::123456789012:mfa/me';
const CHINA = 'arn:aws-cn:iam::123456789012:role/x';

describe('the region', () => {
  test.each<[string, Partial<EndpointSources>, string]>([
    ['of the option first', { region: 'a-1', env: { AWS_REGION: 'b-1' }, profile: { region: 'c-1' } }, 'a-1'],
    ['of AWS_REGION', { env: { AWS_REGION: 'b-1', AWS_DEFAULT_REGION: 'd-1' } }, 'b-1'],
    ['of AWS_DEFAULT_REGION', { env: { AWS_DEFAULT_REGION: 'd-1' }, profile: { region: 'c-1' } }, 'd-1'],
    ['of the profile', { profile: { region: 'c-1' } }, 'c-1'],
    ['not of an empty variable', { env: { AWS_REGION: '' }, profile: { region: 'c-1' } }, 'c-1'],
    ['of the partition in the end', {}, 'us-east-1'],
    ['of the MFA device’s partition', { arns: [GOV] }, 'us-gov-west-1'],
    ['of the role’s partition', { arns: [undefined, 'GAHT12345678', CHINA] }, 'cn-north-1'],
  ])('%s', (_, sources, region) => {
    expect(resolve(sources)).toMatchObject({ region });
  });

  test('tells the partition, an ARN does not overrule it', () => {
    expect(resolve({ region: 'cn-north-1', arns: [GOV] }).partition).toBe('aws-cn');
    expect(resolve({ arns: [GOV] }).partition).toBe('aws-us-gov');
  });

  test.each(['eu central', 'x.evil.example/', '-a', 'a@b', 'eu-central-1#'])('%j is none', (region) => {
    expect(() => resolve({ region })).toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });
});

describe('the address', () => {
  const everywhere = {
    env: { AWS_ENDPOINT_URL_STS: 'http://sts.env', AWS_ENDPOINT_URL: 'http://all.env' },
    services: { 'sts.endpoint_url': 'http://sts.file' },
    profile: { endpoint_url: 'http://all.file' },
  };

  test.each<[string, Partial<EndpointSources>, string | undefined, string | undefined]>([
    ['AWS’s own', {}, undefined, undefined],
    ['for the service in the environment', everywhere, 'http://sts.env', 'http://all.env'],
    [
      'for all in the environment',
      { ...everywhere, env: { AWS_ENDPOINT_URL: 'http://e' } },
      'http://e',
      'http://e',
    ],
    ['for the service in the file', { ...everywhere, env: {} }, 'http://sts.file', 'http://all.file'],
    ['for all in the file', { profile: everywhere.profile }, 'http://all.file', 'http://all.file'],
    ['of IAM alone', { env: { AWS_ENDPOINT_URL_IAM: 'https://iam' } }, undefined, 'https://iam'],
    [
      'ignored by the environment',
      { ...everywhere, env: { ...everywhere.env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' } },
      undefined,
      undefined,
    ],
    [
      'ignored by the profile',
      { profile: { endpoint_url: 'http://x', ignore_configured_endpoint_urls: 'true' } },
      undefined,
      undefined,
    ],
  ])('%s', (_, sources, stsUrl, iamUrl) => {
    expect(resolve(sources)).toMatchObject({ stsUrl, iamUrl });
  });

  test.each(['localhost:4566', 'ftp://x', 'nonsense'])('%j is none, and its source is named', (url) => {
    expect(() => resolve({ env: { AWS_ENDPOINT_URL: url } })).toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.stringContaining('AWS_ENDPOINT_URL') }),
    );
  });
});

describe('the global endpoint', () => {
  const legacy = { sts_regional_endpoints: 'legacy' };

  test.each<[string, Partial<EndpointSources>, string | undefined, string]>([
    [
      'serves an old region when the profile wants it',
      { region: 'eu-west-1', profile: legacy },
      'https://sts.amazonaws.com',
      'us-east-1',
    ],
    [
      'and when the environment does',
      { region: 'eu-west-1', env: { AWS_STS_REGIONAL_ENDPOINTS: 'legacy' } },
      'https://sts.amazonaws.com',
      'us-east-1',
    ],
    [
      'not against the environment',
      { region: 'eu-west-1', profile: legacy, env: { AWS_STS_REGIONAL_ENDPOINTS: 'regional' } },
      undefined,
      'eu-west-1',
    ],
    [
      'not for a region that has to be opted into',
      { region: 'eu-south-1', profile: legacy },
      undefined,
      'eu-south-1',
    ],
    ['not for another partition', { region: 'cn-north-1', profile: legacy }, undefined, 'cn-north-1'],
    [
      'not with FIPS',
      { region: 'us-east-2', profile: { ...legacy, use_fips_endpoint: 'true' } },
      undefined,
      'us-east-2',
    ],
    [
      'not before an address',
      { region: 'eu-west-1', profile: { ...legacy, endpoint_url: 'http://x' } },
      'http://x',
      'eu-west-1',
    ],
  ])('%s', (_, sources, stsUrl, region) => {
    expect(resolve(sources)).toMatchObject({ stsUrl, region });
  });
});

test.each<[Partial<EndpointSources>, boolean, boolean]>([
  [{}, false, false],
  [{ profile: { use_fips_endpoint: 'true', use_dualstack_endpoint: 'TRUE' } }, true, true],
  [{ env: { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' } }, true, true],
  [{ env: { AWS_USE_FIPS_ENDPOINT: 'false' }, profile: { use_fips_endpoint: 'true' } }, false, false],
  [{ profile: { use_fips_endpoint: 'yes' } }, false, false],
])('%j: FIPS %s, dual stack %s', (sources, useFips, useDualstack) => {
  expect(resolve(sources)).toMatchObject({ useFips, useDualstack });
});

test('AWS_CA_BUNDLE beats ca_bundle', () => {
  const profile = { ca_bundle: '/file.pem' };
  expect(resolve({ profile }).caBundle).toBe('/file.pem');
  expect(resolve({ profile, env: { AWS_CA_BUNDLE: '/env.pem' } }).caBundle).toBe('/env.pem');
});

describe("the console's sign-in", () => {
  test.each<[string, Record<string, string>, Record<string, string>, string | undefined]>([
    [
      'the variable of the service',
      { AWS_ENDPOINT_URL_SIGNIN: 'https://a', AWS_ENDPOINT_URL: 'https://b' },
      {},
      'https://a',
    ],
    [
      'the variable for all',
      { AWS_ENDPOINT_URL: 'https://b' },
      { 'signin.endpoint_url': 'https://c' },
      'https://b',
    ],
    ['the services section', {}, { 'signin.endpoint_url': 'https://c' }, 'https://c'],
    ['nothing', { AWS_ENDPOINT_URL_STS: 'https://d' }, {}, undefined],
  ])('is where %s says', (_name, env, services, expected) => {
    expect(resolveEndpoint({ env, services, profile: {} }).signinUrl).toBe(expected);
  });
});
