import { describe, expect, test } from 'vitest';
import type { Env } from '../../src/base/ports.ts';
import { childSettings, type SettingSources } from '../../src/identity/child-settings.ts';

const of = (sources: Partial<SettingSources>) => childSettings({ env: {}, profile: {}, ...sources });
const both = (region: string) => ({ AWS_REGION: region, AWS_DEFAULT_REGION: region });

describe('the region', () => {
  const profile = { region: 'c-1' };
  test.each<[string, Partial<SettingSources>, Env]>([
    ['of nobody', {}, {}],
    ['of the profile', { profile }, both('c-1')],
    ['of the profile, for an empty variable', { profile, env: { AWS_REGION: '' } }, both('c-1')],
    ['not of the profile, for AWS_REGION', { profile, env: { AWS_REGION: 'b-1' } }, {}],
    ['not of the profile, for AWS_DEFAULT_REGION', { profile, env: { AWS_DEFAULT_REGION: 'b-1' } }, {}],
    ['of the option', { profile, region: 'a-1' }, both('a-1')],
    [
      'of the option, whatever the environment has',
      { region: 'a-1', env: { AWS_REGION: 'b-1' } },
      both('a-1'),
    ],
  ])('%s', (_title, sources, expected) => {
    expect(of(sources)).toEqual(expected);
  });
});

describe('the address', () => {
  const profile = { endpoint_url: 'http://all' };
  const services = {
    's3.endpoint_url': 'http://s3',
    'elastic_beanstalk.endpoint_url': 'http://eb',
    's3.other': 'x',
  };
  const all = {
    AWS_ENDPOINT_URL: 'http://all',
    AWS_ENDPOINT_URL_S3: 'http://s3',
    AWS_ENDPOINT_URL_ELASTIC_BEANSTALK: 'http://eb',
  };
  test.each<[string, Partial<SettingSources>, Env]>([
    ['of the profile and of each service', { profile, services }, all],
    [
      'of the environment, which is for all services',
      { profile, services, env: { AWS_ENDPOINT_URL: 'http://e' } },
      {},
    ],
    [
      'of a service in the environment',
      { profile, services, env: { AWS_ENDPOINT_URL_S3: 'http://e' } },
      { ...all, AWS_ENDPOINT_URL_S3: undefined },
    ],
    [
      'that the environment ignores',
      { profile, services, env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' } },
      {},
    ],
    [
      'that the profile ignores',
      { profile: { ...profile, ignore_configured_endpoint_urls: 'true' }, services },
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    ],
  ])('%s', (_title, sources, expected) => {
    expect(of(sources)).toEqual(expected);
  });
});

test('how AWS is reached is as the profile says, unless the environment does', () => {
  const profile = {
    ca_bundle: '~/ca.pem',
    use_fips_endpoint: 'true',
    use_dualstack_endpoint: 'false',
    sts_regional_endpoints: 'legacy',
    role_arn: 'x',
    output: 'json',
  };
  expect(of({ profile, env: { AWS_USE_FIPS_ENDPOINT: 'false' } })).toEqual({
    AWS_CA_BUNDLE: '~/ca.pem',
    AWS_USE_DUALSTACK_ENDPOINT: 'false',
    AWS_STS_REGIONAL_ENDPOINTS: 'legacy',
  });
});

describe('what [default] says and the selected profile does not', () => {
  const local = { endpoint_url: 'http://localhost:4566' };
  test.each<[what: string, sources: Partial<SettingSources>, expected: Env]>([
    ['an address', { fallback: local }, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
    [
      'addresses of services',
      { fallback: { services: 'x' } },
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    ],
    [
      'an address where the profile has one',
      { fallback: local, profile: local },
      { AWS_ENDPOINT_URL: 'http://localhost:4566' },
    ],
    ['an address beside the environment', { fallback: local, env: { AWS_ENDPOINT_URL_S3: 'http://s3' } }, {}],
    [
      'FIPS and dual stack',
      { fallback: { use_fips_endpoint: 'true', use_dualstack_endpoint: 'True' } },
      { AWS_USE_FIPS_ENDPOINT: 'false', AWS_USE_DUALSTACK_ENDPOINT: 'false' },
    ],
    [
      'FIPS where the profile wants it too',
      { fallback: { use_fips_endpoint: 'true' }, profile: { use_fips_endpoint: 'true' } },
      { AWS_USE_FIPS_ENDPOINT: 'true' },
    ],
    [
      'FIPS beside the environment',
      { fallback: { use_fips_endpoint: 'true' }, env: { AWS_USE_FIPS_ENDPOINT: 'true' } },
      {},
    ],
    ['nothing', { fallback: {} }, {}],
  ])('%s', (_what, sources, expected) => {
    expect(of(sources)).toEqual(expected);
  });
});
