import { describe, expect, test } from 'vitest';
import type { Env, Section } from '../../src/base/ports.ts';
import { childSettings, leftBehind, type SettingSources } from '../../src/identity/child-settings.ts';
import { isSettingVariable, SETTING_VARIABLES } from '../../src/identity/setting-variables.ts';

const of = (sources: Partial<SettingSources>) => childSettings({ env: {}, profile: {}, ...sources });
const both = (region: string) => ({ AWS_REGION: region, AWS_DEFAULT_REGION: region });

describe('the region', () => {
  const profile = { region: 'c-1' };
  test.each<[string, Partial<SettingSources>, Env]>([
    ['of nobody', {}, {}],
    ['of the profile', { profile }, both('c-1')],
    ['of the profile, for an empty variable', { profile, env: { AWS_REGION: '' } }, both('c-1')],
    [
      'of AWS_REGION, in the other spelling too',
      { profile, env: { AWS_REGION: 'b-1' } },
      { AWS_DEFAULT_REGION: 'b-1' },
    ],
    [
      'of AWS_DEFAULT_REGION likewise',
      { profile, env: { AWS_DEFAULT_REGION: 'b-1' } },
      { AWS_REGION: 'b-1' },
    ],
    [
      'of both variables, which may differ',
      { profile, env: { AWS_REGION: 'a-1', AWS_DEFAULT_REGION: 'b-1' } },
      {},
    ],
    [
      'of nobody, and not of [default]',
      { name: 'p', fallback: profile },
      { AWS_REGION: 'aws-global', AWS_DEFAULT_PROFILE: 'p' },
    ],
    [
      'of nobody, at an address for all services',
      { name: 'p', fallback: profile, env: { AWS_ENDPOINT_URL: 'http://x' } },
      { AWS_REGION: 'no_region_in_profile', AWS_DEFAULT_PROFILE: 'p' },
    ],
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
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_USE_DUALSTACK_ENDPOINT: 'false',
    AWS_STS_REGIONAL_ENDPOINTS: 'legacy',
  });
});

describe('every setting that has a variable', () => {
  const known = SETTING_VARIABLES.filter(([key]) => key !== 'ignore_configured_endpoint_urls');

  test.each(known.map((setting) => ({ setting, key: setting[0] })))(
    '$key is set from the profile',
    ({ setting }) => {
      const [key, variables, neutral] = setting;
      const all = (value: string) => Object.fromEntries(variables.map((name) => [name, value]));
      expect(of({ profile: { [key]: 'own' }, fallback: { [key]: 'other' }, name: 'p' })).toEqual(all('own'));
      expect(of({ profile: { [key]: 'own' }, env: all('env') })).toEqual({});
      const kept = neutral === undefined ? { AWS_DEFAULT_PROFILE: 'p' } : all(neutral);
      expect(of({ fallback: { [key]: 'other' }, name: 'p' })).toEqual(kept);
      expect(of({ fallback: { [key]: 'other' }, name: 'p', env: all('env') })).toEqual({});
      expect(variables.every(isSettingVariable)).toBe(true);
    },
  );

  test('an empty pager is one', () => {
    expect(of({ profile: { cli_pager: '' } })).toEqual({ AWS_PAGER: '' });
    expect(of({ profile: { cli_pager: 'more' }, env: { AWS_PAGER: '' } })).toEqual({});
  });

  test('a value over two lines is not handed on', () => {
    expect(of({ profile: { output: 'json\nPATH=/evil' } })).toEqual({});
  });
});

describe('what no variable says', () => {
  test.each<[title: string, profile: Section, fallback: Section, left: string[]]>([
    ['of both alike', { 's3.addressing_style': 'path' }, { 's3.addressing_style': 'path' }, []],
    ['of [default]', {}, { 's3.addressing_style': 'path' }, ['s3']],
    ['of the profile', { cli_binary_format: 'raw-in-base64-out' }, {}, ['cli_binary_format']],
    ['of both', { s3: '\na = b' }, { s3: '\na = c' }, ['s3']],
    ['without a default', {}, { retry_mode: 'adaptive', ca_bundle: 'x' }, ['ca_bundle', 'retry_mode']],
    ['the region', {}, { region: 'eu-west-1' }, ['region']],
    [
      'an address, beside one of a service',
      { services: 'x' },
      { endpoint_url: 'http://x' },
      ['endpoint_url'],
    ],
    ['what is no setting', { role_arn: 'x' }, { aws_access_key_id: 'x', mfa_serial: 'x', toolkit: 'x' }, []],
  ])('%s', (_title, profile, fallback, left) => {
    const sources = { env: {}, profile, fallback, name: 'p' };
    expect(leftBehind(sources)).toEqual(left);
    expect(childSettings(sources)['AWS_DEFAULT_PROFILE']).toBe(left.length > 0 ? 'p' : undefined);
    expect(leftBehind({ ...sources, fallback: undefined })).toEqual([]);
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
