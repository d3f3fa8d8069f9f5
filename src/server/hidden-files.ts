import { createAwsFiles } from '../aws-files/files.ts';
import type { AwsFilesDeps } from '../aws-files/paths.ts';
import type { Env, Section } from '../base/ports.ts';
import { DEFAULT_PROFILE } from '../identity/profile.ts';

/** Keys of a profile with which an SDK has credentials, or thinks so, before it asks a server. */
const CREDENTIAL_KEYS = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'role_arn',
  'credential_process',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'login_session',
];

/**
 * Variables that hide the AWS files from a command, where `[default]` in them has credentials: every SDK falls back to that
 * profile, and asks a server last. The config file, in which settings and other profiles stand, is hidden only where
 * the credentials are there.
 */
export async function hiddenFiles(files: AwsFilesDeps, platform: NodeJS.Platform): Promise<Env> {
  const nowhere = platform === 'win32' ? 'NUL' : '/dev/null';
  if (!(await hasCredentials(files))) return {};
  const hidden = { AWS_SHARED_CREDENTIALS_FILE: nowhere };
  const isInConfig = await hasCredentials({ ...files, env: { ...files.env, ...hidden } });
  return isInConfig ? { ...hidden, AWS_CONFIG_FILE: nowhere } : hidden;
}

async function hasCredentials(files: AwsFilesDeps): Promise<boolean> {
  const { profiles } = await createAwsFiles(files).load([DEFAULT_PROFILE]);
  const section: Section = profiles[DEFAULT_PROFILE] ?? {};
  return CREDENTIAL_KEYS.some((key) => section[key]);
}
