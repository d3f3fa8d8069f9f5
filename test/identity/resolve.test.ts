import { describe, expect, test } from 'vitest';
import type { AwsConfig, Env, Section } from '../../src/base/ports.ts';
import { resolveIdentity } from '../../src/identity/resolve.ts';
import type { IdentityQuery } from '../../src/identity/types.ts';

const KEYS = { aws_access_key_id: 'AKIAFILE', aws_secret_access_key: 'file-secret' };
const ENV_KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env-secret' };
const ROLE_A = 'arn:aws:iam::123456789012:role/a';
const ROLE_B = 'arn:aws:iam::123456789012:role/b';
const DEVICE = 'arn:aws:iam::123456789012:mfa/me';

type Profiles = Record<string, Section>;

const configOf = (profiles: Profiles, services: Profiles = {}): AwsConfig => ({
  profiles,
  services,
  configPath: '/home/me/.aws/config',
  credentialsPath: '/home/me/.aws/credentials',
});

const resolve = (profiles: Profiles, query: IdentityQuery = {}, env: Env = {}) =>
  resolveIdentity(query, configOf(profiles), env);

const refusal = (profiles: Profiles, query: IdentityQuery = {}, env: Env = {}) => {
  try {
    resolve(profiles, query, env);
  } catch (error) {
    return error;
  }
  return undefined;
};

const keyId = ({ base }: ReturnType<typeof resolve>) =>
  base.kind === 'static' ? base.credentials.accessKeyId : 'command' in base ? base.command : undefined;

describe('whose credentials', () => {
  const profiles = { default: KEYS, dev: { ...KEYS, aws_access_key_id: 'AKIADEV' } };

  test.each<[string, IdentityQuery, Env, string, string | undefined]>([
    ['the default profile’s', {}, {}, 'AKIAFILE', 'default'],
    ['the named profile’s', { profile: 'dev' }, { AWS_PROFILE: 'default' }, 'AKIADEV', 'dev'],
    ['AWS_PROFILE’s', {}, { AWS_PROFILE: 'dev', AWS_DEFAULT_PROFILE: '' }, 'AKIADEV', 'dev'],
    ['AWS_DEFAULT_PROFILE’s', {}, { AWS_PROFILE: '', AWS_DEFAULT_PROFILE: 'dev' }, 'AKIADEV', 'dev'],
    ['the environment’s when no profile is named', {}, ENV_KEYS, 'AKIAENV', undefined],
    [
      'the named profile’s whatever is in the environment',
      { profile: 'dev' },
      { ...ENV_KEYS, AWS_SESSION_TOKEN: 't' },
      'AKIADEV',
      'dev',
    ],
    ['the environment’s before AWS_PROFILE’s', {}, { ...ENV_KEYS, AWS_PROFILE: 'dev' }, 'AKIAENV', undefined],
    [
      'AWS_DEFAULT_PROFILE’s before AWS_PROFILE’s',
      {},
      { AWS_PROFILE: 'default', AWS_DEFAULT_PROFILE: 'dev' },
      'AKIADEV',
      'dev',
    ],
    [
      'the default profile’s without a key id in the environment',
      {},
      { AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 't' },
      'AKIAFILE',
      'default',
    ],
  ])('%s', (_, query, env, id, profile) => {
    const identity = resolve(profiles, query, env);
    expect(keyId(identity)).toBe(id);
    expect(identity.profile).toBe(profile);
  });

  test('keys come before a credential_process', () => {
    expect(keyId(resolve({ default: { ...KEYS, credential_process: 'helper' } }))).toBe('AKIAFILE');
    expect(resolve({ default: { credential_process: 'helper -x' } }).base).toEqual({
      kind: 'process',
      command: 'helper -x',
      from: 'profile "default"',
      files: [expect.any(String), expect.any(String)],
    });
  });

  test('keys in the environment take the default profile’s region, not its device or role', () => {
    const own = {
      region: 'eu-west-1',
      endpoint_url: 'http://x',
      mfa_serial: DEVICE,
      mfa_process: 'otp',
      role_arn: ROLE_A,
    };
    const identity = resolve({ default: { ...KEYS, ...own } }, {}, ENV_KEYS);
    expect(identity.roles).toEqual([]);
    expect(identity.childSettings).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://x' });
    expect(identity.mfaSerial ?? identity.mfaProcess).toBeUndefined();
    expect(identity.base.from).toBe('the environment');
  });

  test.each<[string, IdentityQuery, Profiles, Env, boolean]>([
    ['before the default profile', {}, { default: KEYS }, {}, true],
    ['before AWS_PROFILE', {}, { dev: KEYS }, { AWS_PROFILE: 'dev' }, true],
    ['before a credential_process', {}, { default: { credential_process: 'x' } }, {}, true],
    ['without files', {}, {}, {}, true],
    ['not before --profile', { profile: 'dev' }, { dev: KEYS }, {}, false],
    ['not before keys in the environment', {}, { default: KEYS }, ENV_KEYS, false],
    [
      'not before a role',
      {},
      { default: { ...KEYS, role_arn: ROLE_A, source_profile: 'default' } },
      {},
      false,
    ],
    ['not where it is empty', {}, { default: KEYS }, { AWS_WEB_IDENTITY_TOKEN_FILE: '' }, false],
  ])('a web identity token in the environment comes %s', (_, query, profiles, env, comes) => {
    const call = () => resolve(profiles, query, { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', ...env });
    if (comes) expect(call).toThrow(/^AWS_WEB_IDENTITY_TOKEN_FILE names a web identity token/);
    else expect(call).not.toThrow();
  });

  test.each<[string, Record<string, string>, boolean]>([
    ['an IAM Identity Center account', { sso_account_id: '1' }, true],
    ['an IAM Identity Center role', { sso_role_name: 'R' }, true],
    ['a web identity token', { web_identity_token_file: '/token' }, true],
    ['an sso_session alone', { sso_session: 's' }, false],
    ['aws login', { login_session: 'arn' }, false],
  ])('%s of a profile and its keys, as source of a role too', (_, login, comes) => {
    const profiles = { dev: { ...KEYS, ...login }, r: { role_arn: ROLE_A, source_profile: 'dev' } };
    for (const profile of ['dev', 'r']) {
      const call = () => resolve(profiles, { profile });
      if (comes) expect(call).toThrow(/it needs no mfa-exec$/);
      else expect(call().base).toMatchObject({ kind: 'static' });
    }
  });

  test('a web identity token of a profile comes before its source', () => {
    const web = { role_arn: ROLE_A, source_profile: 'default', web_identity_token_file: '/token' };
    expect(() => resolve({ default: KEYS, web }, { profile: 'web' })).toThrow(/it needs no mfa-exec$/);
  });

  test('keys in the environment need no files', () => {
    expect(keyId(resolve({}, {}, ENV_KEYS))).toBe('AKIAENV');
  });
});

describe('the MFA device', () => {
  test.each<[string, IdentityQuery, Profiles, string | undefined]>([
    ['of the option', { mfaSerial: 'X' }, { default: { ...KEYS, mfa_serial: DEVICE } }, 'X'],
    ['of the profile', {}, { default: { ...KEYS, mfa_serial: DEVICE } }, DEVICE],
    [
      'of its source',
      { profile: 'r' },
      { r: { role_arn: ROLE_A, source_profile: 's' }, s: { ...KEYS, mfa_serial: DEVICE } },
      DEVICE,
    ],
    [
      'of the profile before its source',
      { profile: 'r' },
      { r: { role_arn: ROLE_A, source_profile: 's', mfa_serial: 'R' }, s: { ...KEYS, mfa_serial: DEVICE } },
      'R',
    ],
    ['to be discovered', {}, { default: KEYS }, undefined],
  ])('%s', (_, query, profiles, serial) => {
    expect(resolve(profiles, query).mfaSerial).toBe(serial);
  });

  test('mfa_process may stand on either end too', () => {
    const role = { role_arn: ROLE_A, source_profile: 's' };
    expect(resolve({ r: role, s: { ...KEYS, mfa_process: 'otp' } }, { profile: 'r' }).mfaProcess).toBe('otp');
  });
});

describe('the roles', () => {
  const chain = {
    a: {
      role_arn: ROLE_A,
      source_profile: 'b',
      external_id: 'e',
      role_session_name: 'n',
      duration_seconds: '900',
    },
    b: { role_arn: ROLE_B, source_profile: 'base' },
    base: KEYS,
  };

  test('are in the order in which they are assumed', () => {
    expect(resolve(chain, { profile: 'a' }).roles).toEqual([
      { arn: ROLE_B },
      { arn: ROLE_A, externalId: 'e', sessionName: 'n', durationSeconds: 900 },
    ]);
  });

  test('end at a source that has keys, whatever role that one names', () => {
    const { roles } = resolve({ ...chain, b: { ...chain.b, ...KEYS } }, { profile: 'a' });
    expect(roles.map(({ arn }) => arn)).toEqual([ROLE_A]);
  });

  test('a role may use the keys of its own profile', () => {
    expect(
      resolve({ r: { ...KEYS, role_arn: ROLE_A, source_profile: 'r' } }, { profile: 'r' }).roles,
    ).toHaveLength(1);
    expect(resolve({ r: { ...KEYS, role_arn: ROLE_A } }, { profile: 'r' }).roles).toHaveLength(1);
  });

  test('source_profile without a role borrows the keys', () => {
    const identity = resolve(
      { x: { source_profile: 'base', region: 'eu-west-1' }, base: { ...KEYS, region: 'us-west-2' } },
      { profile: 'x' },
    );
    expect(identity).toMatchObject({
      profile: 'x',
      roles: [],
      childSettings: { AWS_REGION: 'eu-west-1' },
      base: { from: 'profile "base"' },
    });
  });

  test('credential_source = Environment takes the keys of the environment', () => {
    const profiles = { r: { role_arn: ROLE_A, credential_source: 'Environment' } };
    const identity = resolve(profiles, { profile: 'r' }, ENV_KEYS);
    expect(keyId(identity)).toBe('AKIAENV');
    expect(identity).toMatchObject({ profile: 'r', roles: [{ arn: ROLE_A }] });
  });

  const other = 'arn:aws:iam::123456789012:role/other';
  test.each<[string, IdentityQuery, Env, (string | undefined)[]]>([
    ['of --role-arn on a profile with keys', { profile: 'base', roleArn: other }, {}, [other]],
    ['of --role-arn on the environment’s keys', { roleArn: other }, ENV_KEYS, [other]],
    ['of --role-arn in place of the profile’s own', { profile: 'a', roleArn: other }, {}, [ROLE_B, other]],
    ['of --role-arn when it is the profile’s own', { profile: 'a', roleArn: ROLE_A }, {}, [ROLE_B, ROLE_A]],
  ])('%s', (_, query, env, arns) => {
    expect(resolve(chain, query, env).roles.map(({ arn }) => arn)).toEqual(arns);
  });

  test('--role-arn keeps the profile’s external id for its own role only', () => {
    expect(resolve(chain, { profile: 'a', roleArn: ROLE_A }).roles[1]?.externalId).toBe('e');
    expect(resolve(chain, { profile: 'a', roleArn: other }).roles[1]).toEqual({
      arn: other,
      sessionName: 'n',
      durationSeconds: 900,
    });
  });
});

test('the services section of the profile has the address of STS', () => {
  const config = configOf(
    { default: { ...KEYS, services: 'local' } },
    { local: { 'sts.endpoint_url': 'http://sts' } },
  );
  expect(resolveIdentity({}, config, {}).endpoint.stsUrl).toBe('http://sts');
});

test('the partition comes from the device or the role when nothing names a region', () => {
  const device = 'arn:aws-us-gov:iam::123456789012:mfa/me';
  expect(resolve({ default: { ...KEYS, mfa_serial: device } }).endpoint).toMatchObject({
    partition: 'aws-us-gov',
    region: 'us-gov-west-1',
  });
  const roleArn = 'arn:aws-cn:iam::123456789012:role/x';
  expect(resolve({ default: KEYS }, { roleArn }).endpoint).toMatchObject({
    partition: 'aws-cn',
    region: 'cn-north-1',
  });
});

describe('a refusal', () => {
  const toR = { profile: 'r' };
  test.each<[string, Profiles, IdentityQuery, Env, string, RegExp, RegExp]>([
    [
      'an unknown profile',
      { dev: KEYS, prod: KEYS },
      { profile: 'prdo' },
      {},
      'PROFILE',
      /no profile "prdo"/,
      /^profiles: prod, dev$/,
    ],
    [
      'an inherited name',
      { dev: KEYS },
      { profile: 'constructor' },
      {},
      'PROFILE',
      /no profile "constructor"/,
      /dev/,
    ],
    [
      'no profile at all',
      {},
      { profile: 'x y' },
      {},
      'PROFILE',
      /no profile "x y"/,
      /aws configure --profile 'x y'$/,
    ],
    [
      'no default profile',
      { dev: KEYS },
      {},
      {},
      'PROFILE',
      /none called "default"/,
      /--profile or AWS_PROFILE: dev/,
    ],
    ['nothing anywhere', {}, {}, {}, 'BASE_CREDENTIALS', /no AWS keys/, /aws configure/],
    [
      'a profile without keys',
      { r: { region: 'x' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /"r" has no access key/,
      /aws configure --profile r/,
    ],
    [
      'an id without a secret',
      { r: { aws_access_key_id: 'A' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /aws_access_key_id but no aws_secret/,
      /aws configure/,
    ],
    [
      'a secret without an id',
      { r: { aws_secret_access_key: 'A' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /aws_secret_access_key but no aws_access/,
      /aws configure/,
    ],
    [
      'an id in quotes',
      { r: { ...KEYS, aws_access_key_id: '"A"' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /characters/,
      /without quotes/,
    ],
    [
      'temporary keys in the file',
      { r: { ...KEYS, aws_session_token: 't' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /temporary/,
      /long-term/,
    ],
    [
      'temporary keys by their name',
      { r: { ...KEYS, aws_access_key_id: 'ASIAX' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /temporary/,
      /long-term/,
    ],
    [
      'a role on temporary keys whose long-term ones stand beside them',
      {
        r: { role_arn: ROLE_A, source_profile: 'default', external_id: '42' },
        default: { ...KEYS, aws_session_token: 't' },
        'default-long-term': KEYS,
      },
      toR,
      {},
      'BASE_CREDENTIALS',
      /keys of profile "default" are temporary/,
      /: aws configure set source_profile default-long-term --profile r$/,
    ],
    [
      'a role on temporary keys',
      { r: { role_arn: ROLE_A, source_profile: 'default' }, default: { ...KEYS, aws_session_token: 't' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /keys of profile "default" are temporary/,
      /^let source_profile of profile "r" name one that has long-term keys$/,
    ],
    [
      'a role on a profile that gets its keys from mfa-exec',
      {
        r: { role_arn: ROLE_A, source_profile: 'mfa' },
        mfa: { credential_process: 'mfa-exec export --format process --profile base' },
        base: KEYS,
      },
      toR,
      {},
      'BASE_CREDENTIALS',
      /from mfa-exec itself/,
      /: aws configure set source_profile base --profile r$/,
    ],
    [
      'a role of the profile itself, on temporary keys whose long-term ones stand beside them',
      {
        r: { ...KEYS, aws_session_token: 't', role_arn: ROLE_A, source_profile: 'r' },
        'r-long-term': KEYS,
      },
      toR,
      {},
      'BASE_CREDENTIALS',
      /are temporary/,
      /: aws configure set source_profile r-long-term --profile r$/,
    ],
    [
      'temporary keys as aws-mfa leaves them',
      { r: { ...KEYS, aws_session_token: 't' }, 'r-long-term': KEYS },
      toR,
      {},
      'BASE_CREDENTIALS',
      /temporary/,
      /--profile r-long-term$/,
    ],
    [
      'half a pair in the environment',
      {},
      {},
      { AWS_ACCESS_KEY_ID: 'A' },
      'BASE_CREDENTIALS',
      /no AWS_SECRET_ACCESS_KEY/,
      /unset AWS_ACCESS_KEY_ID/,
    ],
    [
      'a session in the environment',
      { default: KEYS },
      {},
      { ...ENV_KEYS, AWS_SESSION_TOKEN: 't' },
      'FOREIGN_SESSION',
      /session that mfa-exec did not make/,
      /^unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN/,
    ],
    [
      'a session by its old name',
      {},
      {},
      { ...ENV_KEYS, AWS_SECURITY_TOKEN: 't' },
      'FOREIGN_SESSION',
      /session/,
      /--profile/,
    ],
    [
      'an SSO profile',
      { r: { sso_session: 'corp' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /needs no mfa-exec/,
      /aws sso login --profile r/,
    ],
    [
      'a role on an SSO profile',
      { r: { role_arn: ROLE_A, source_profile: 's' }, s: { sso_start_url: 'u' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /"s" logs in by IAM/,
      /aws sso login --profile s/,
    ],
    [
      'a profile of aws login',
      { r: { login_session: 'arn' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /needs no mfa-exec/,
      /^aws login --profile r/,
    ],
    [
      'a web identity',
      { r: { role_arn: ROLE_A, web_identity_token_file: '/t' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /web identity/,
      /AWS_PROFILE=r/,
    ],
    [
      'mfa-exec below itself',
      { r: { credential_process: '/usr/bin/mfa-exec export --format process' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /mfa-exec itself/,
      /credential_process = mfa-exec export --format process --profile NAME$/,
    ],
    [
      'mfa-exec with the same profile below itself',
      { r: { credential_process: 'mfa-exec export --profile=r' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /mfa-exec itself/,
      /--profile NAME$/,
    ],
    [
      'mfa-exec with another profile below itself',
      { r: { credential_process: 'mfa-exec export --format process --profile base' }, base: KEYS },
      toR,
      {},
      'BASE_CREDENTIALS',
      /mfa-exec itself/,
      /: --profile base$/,
    ],
    [
      'a profile that a variable names and that there is not',
      {},
      {},
      { AWS_PROFILE: 'foo' },
      'PROFILE',
      /^there is no profile "foo", which AWS_PROFILE names$/,
      /aws configure/,
    ],
    [
      'a profile that its own variable names and that there is not',
      {},
      { profile: 'foo' },
      { MFA_EXEC_PROFILE: 'foo' },
      'PROFILE',
      /^there is no profile "foo", which MFA_EXEC_PROFILE names$/,
      /aws configure/,
    ],
    ['a profile that was typed', {}, { profile: 'foo' }, {}, 'PROFILE', /^there is no profile "foo"$/, /aws/],
    [
      'a missing source',
      { r: { role_arn: ROLE_A, source_profile: 'x' }, dev: KEYS },
      toR,
      {},
      'PROFILE',
      /no profile "x", which source_profile of "r" names/,
      /profiles:/,
    ],
    [
      'a cycle',
      { r: { role_arn: ROLE_A, source_profile: 'b' }, b: { role_arn: ROLE_B, source_profile: 'r' } },
      toR,
      {},
      'PROFILE',
      /r → b → r/,
      /keys/,
    ],
    [
      'a cycle of borrowers',
      { r: { source_profile: 'b' }, b: { source_profile: 'b' } },
      toR,
      {},
      'PROFILE',
      /r → b → b/,
      /keys/,
    ],
    [
      'its own source without keys',
      { r: { role_arn: ROLE_A, source_profile: 'r' } },
      toR,
      {},
      'PROFILE',
      /r → r/,
      /keys/,
    ],
    [
      'a role without a source',
      { r: { role_arn: ROLE_A } },
      toR,
      {},
      'PROFILE',
      /nothing to assume it with/,
      /source_profile = /,
    ],
    [
      'two sources',
      { r: { role_arn: ROLE_A, source_profile: 'b', credential_source: 'Environment' } },
      toR,
      {},
      'CONFIG',
      /both/,
      /keep/,
    ],
    [
      'a machine’s role',
      { r: { role_arn: ROLE_A, credential_source: 'Ec2InstanceMetadata' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /Ec2InstanceMetadata/,
      /without mfa-exec/,
    ],
    [
      'an empty environment as source',
      { r: { role_arn: ROLE_A, credential_source: 'Environment' } },
      toR,
      {},
      'BASE_CREDENTIALS',
      /there are none/,
      /export AWS/,
    ],
    [
      'no role’s ARN',
      { r: { ...KEYS, role_arn: DEVICE } },
      toR,
      {},
      'ROLE',
      /role_arn of profile "r"/,
      /arn:aws:iam::/,
    ],
  ])('of %s', (_, profiles, query, env, code, message, hint) => {
    const error = refusal(profiles, query, env);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect(String(error)).not.toMatch(/secret$|file-secret|env-secret|\.$/);
  });
});
