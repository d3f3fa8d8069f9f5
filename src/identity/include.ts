/** Merges aws-vault's `include_profile` into a profile. */
import { MfaExecError } from '../base/errors.ts';
import type { AwsConfig, Section } from '../base/ports.ts';

/** What aws-vault takes from an included profile, in its `populateFromConfigFile`; `mfa_process` is ours. */
const FILLED = [
  'mfa_serial',
  'mfa_process',
  'region',
  'external_id',
  'role_session_name',
  'duration_seconds',
];
/** These say who calls. The AWS CLI does not know `include_profile`: where it has an identity, that is the one. */
const IDENTITY = [
  'role_arn',
  'source_profile',
  'credential_process',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
];

/**
 * The section of `name` with what its `include_profile` (aws-vault's key) says and it does not itself, and so on; a
 * missing one is passed over. Unlike aws-vault, nothing is taken from `[default]` that is not included by name.
 *
 * @throws CONFIG for a cycle, whose chain it prints.
 */
export function withIncluded(config: AwsConfig, name: string): Section | undefined {
  const own = sectionOf(config, name);
  if (own?.['include_profile'] === undefined) return own;
  const isKept = config.storedKeyId?.(name) !== undefined;
  const keys = isKept || standsAlone(own) ? FILLED : [...FILLED, ...IDENTITY];
  const merged: Record<string, string | undefined> = { ...own };
  const visited = [name];
  for (let next = own['include_profile']; next; ) {
    if (visited.includes(next)) {
      throw new MfaExecError(
        'CONFIG',
        `the include_profile chain never ends: ${[...visited, next].join(' → ')}`,
        { hint: `remove include_profile from the last of these profiles in ${config.configPath}` },
      );
    }
    visited.push(next);
    const section = sectionOf(config, next);
    for (const key of keys) merged[key] ||= section?.[key];
    next = section?.['include_profile'] ?? '';
  }
  // An included source is that of whoever includes it, and may be this one.
  if (!own['source_profile'] && merged['source_profile'] === name) delete merged['source_profile'];
  return merged;
}

/** Whether the AWS CLI finds credentials by way of the profile without what it includes. */
function standsAlone(section: Section): boolean {
  const keys = ['aws_access_key_id', 'credential_process', 'web_identity_token_file', 'login_session'];
  return (
    [...keys, 'sso_session', 'sso_start_url'].some((key) => section[key]) ||
    Boolean(section['role_arn'] && (section['source_profile'] || section['credential_source']))
  );
}

function sectionOf(config: AwsConfig, name: string): Section | undefined {
  return Object.hasOwn(config.profiles, name) ? config.profiles[name] : undefined;
}
