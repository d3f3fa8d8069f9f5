/** Whose keys sign: files, environment, profiles. */
import { CONFIG, CREDENTIALS, SERIAL } from './harness/judge.ts';
import { judgeAll } from './harness/judge-suite.ts';

const KEYS = { AWS_ACCESS_KEY_ID: '{other.id}', AWS_SECRET_ACCESS_KEY: '{other.secret}' };
const helper = (who: string) =>
  `#!/bin/sh\necho '{"Version": 1, "AccessKeyId": "{${who}.id}", "SecretAccessKey": "{${who}.secret}"}'\n`;
const OTHER = `${CONFIG}[profile other]\nregion = eu-north-1\n`;

judgeAll('identity', [
  { what: 'the default profile' },
  { what: 'the default profile, named', profile: 'default' },
  { what: '[profile default]', config: CONFIG.replace('[default]', '[profile default]') },
  {
    what: '[default] and [profile default]: the latter',
    config: `${CONFIG}[profile default]\nregion = eu-north-1\n`,
  },
  { what: 'a named profile', profile: 'other', config: OTHER },
  { what: 'a profile that is in the credentials file alone', profile: 'other' },
  { what: 'AWS_PROFILE', env: { AWS_PROFILE: 'other' }, config: OTHER },
  { what: 'AWS_DEFAULT_PROFILE', env: { AWS_DEFAULT_PROFILE: 'other' }, config: OTHER },
  {
    what: 'AWS_DEFAULT_PROFILE and AWS_PROFILE',
    env: { AWS_DEFAULT_PROFILE: 'other', AWS_PROFILE: 'default' },
    config: OTHER,
    holds: ({ major }) => major === 1,
  },
  {
    what: 'AWS_DEFAULT_PROFILE and AWS_PROFILE, beside version 2',
    env: { AWS_DEFAULT_PROFILE: 'other', AWS_PROFILE: 'default' },
    config: OTHER,
    holds: ({ major }) => major === 2,
    differs: {
      why: 'the order of botocore, which boto3 and version 1 have; doctor warns where both are set to different names',
      wrapped: { refused: false, signer: 'arn:aws:iam::000000000012:user/other' },
    },
  },
  { what: 'AWS_PROFILE and --profile', env: { AWS_PROFILE: 'other' }, profile: 'default', config: OTHER },
  {
    what: 'an empty AWS_PROFILE',
    env: { AWS_PROFILE: '' },
    refused: true,
    differs: {
      why: 'an empty variable counts as unset, as it does for the SDKs',
      wrapped: { refused: false, signer: 'arn:aws:iam::000000000012:user/me' },
    },
  },
  { what: 'keys in the environment', env: KEYS },
  { what: 'keys in the environment and --profile', env: KEYS, profile: 'default' },
  {
    what: 'keys in the environment and AWS_PROFILE',
    env: { ...KEYS, AWS_PROFILE: 'default' },
    config: OTHER,
  },
  {
    what: 'keys in the environment and AWS_PROFILE of another region',
    env: { ...KEYS, AWS_PROFILE: 'other' },
    config: OTHER,
  },
  {
    what: 'keys in the environment and AWS_PROFILE of nobody',
    env: { ...KEYS, AWS_PROFILE: 'nobody' },
    refused: true,
  },
  {
    what: 'source_profile without a role',
    profile: 'borrower',
    config: `${CONFIG}[profile borrower]\nsource_profile = default\nregion = eu-north-1\n`,
    refused: true,
    differs: {
      why: 'aws-vault and scripts made for it write profiles so; doctor says that the AWS CLI refuses them',
      wrapped: { refused: false, signer: 'arn:aws:iam::000000000012:user/me', region: 'eu-north-1' },
    },
  },
  {
    what: 'keys in the environment and no files',
    env: { ...KEYS, AWS_DEFAULT_REGION: 'eu-north-1' },
    config: null,
    credentials: null,
  },
  {
    what: 'an access key in the environment without its secret',
    env: { AWS_ACCESS_KEY_ID: '{other.id}' },
    refused: true,
  },
  { what: 'empty keys in the environment', env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } },
  {
    what: 'keys in both files: the credentials file',
    config: `${CONFIG}{other}\n`,
  },
  { what: 'keys in the config file alone', config: `${CONFIG}{other}\n`, credentials: null },
  {
    what: 'half a pair in the credentials file',
    credentials: '[default]\naws_access_key_id = {me.id}\n',
    refused: true,
  },
  {
    what: 'another credentials file',
    env: { AWS_SHARED_CREDENTIALS_FILE: '~/keys' },
    files: { keys: '[default]\n{other}\n' },
  },
  {
    what: 'another config file',
    env: { AWS_CONFIG_FILE: '$HOME/there' },
    files: { there: '[default]\nregion = eu-north-1\n' },
  },
  {
    what: 'another config file that is not there',
    env: { AWS_CONFIG_FILE: '/nowhere', AWS_DEFAULT_REGION: 'eu-north-1' },
  },
  { what: 'no files at all', config: null, credentials: null, refused: true },
  { what: 'a profile that is not there', profile: 'nobody', refused: true },
  {
    what: 'a section that is no profile',
    profile: 'bare',
    config: `${CONFIG}[bare]\nregion = eu-north-1\n`,
    refused: true,
  },
  {
    what: 'a profile without keys',
    profile: 'empty',
    config: `${CONFIG}[profile empty]\nregion = eu-north-1\n`,
    refused: true,
  },
  {
    what: 'a credential_process',
    config: `[default]\nregion = eu-central-1\nmfa_serial = ${SERIAL}\ncredential_process = "{home}/my helper" 'a b'\n`,
    credentials: null,
    files: { 'my helper': helper('me') },
  },
  {
    what: 'a credential_process beside keys: the keys',
    config: `${CONFIG}credential_process = {home}/helper\n`,
    credentials: '[default]\n{other}\n',
    files: { helper: helper('me') },
  },
  {
    what: 'a credential_process of the credentials file',
    credentials: '[default]\ncredential_process = {home}/helper\n',
    files: { helper: helper('me') },
  },
  {
    what: 'a credential_process with a variable, which no shell expands',
    config: `${CONFIG}credential_process = $HOME/helper\n`,
    credentials: null,
    files: { helper: helper('me') },
    refused: true,
  },
  {
    what: 'keys beside an IAM Identity Center role: the role',
    profile: 'sso',
    config:
      '[profile sso]\nregion = eu-north-1\nsso_start_url = https://x\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = R\n',
    credentials: '[sso]\n{me}\n',
    refused: true,
  },
  {
    what: 'keys beside a web identity token: the token',
    profile: 'web',
    config: `[profile web]\nregion = eu-north-1\nrole_arn = arn:aws:iam::000000000012:role/open\nweb_identity_token_file = {home}/none\n`,
    credentials: '[web]\n{me}\n',
    refused: true,
  },
  {
    what: 'a source beside a web identity token: the token',
    profile: 'web',
    config: `${CONFIG}[profile web]\nrole_arn = arn:aws:iam::000000000012:role/open\nsource_profile = default\nweb_identity_token_file = {home}/none\n`,
    refused: true,
  },
  {
    what: 'keys beside an sso_session alone: the keys',
    profile: 'sso',
    config:
      '[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://x\n[profile sso]\nregion = eu-north-1\nsso_session = s\n',
    credentials: '[sso]\n{me}\n',
  },
  {
    what: 'a credential_process that fails',
    config: `${CONFIG}credential_process = false\n`,
    credentials: null,
    refused: true,
  },
  {
    what: 'a credential_process that ends with an odd quote',
    config: `${CONFIG}credential_process = {home}/helper it's\n`,
    credentials: null,
    files: { helper: helper('me') },
    refused: true,
  },
  {
    what: 'a profile with a blank in its name',
    profile: 'my team',
    config: `${CONFIG}[profile "my team"]\nregion = eu-north-1\n{other}\n`,
  },
  {
    what: 'a profile with a dot and a colon in its name',
    profile: 'a.b:c',
    config: `${CONFIG}[profile a.b:c]\nregion = eu-north-1\n{other}\n`,
  },
  {
    what: 'a profile whose name is not ASCII',
    profile: 'größe',
    config: `${CONFIG}[profile größe]\nregion = eu-north-1\n{other}\n`,
  },
  { what: 'a profile in upper case', profile: 'OTHER', config: OTHER, refused: true },
  { what: 'a profile with a carriage return in its name', env: { AWS_PROFILE: 'default\r' }, refused: true },
  {
    what: 'temporary keys in the files',
    credentials: `${CREDENTIALS}aws_session_token = stale\n`,
    profile: 'default',
  },
]);
