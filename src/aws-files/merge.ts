import type { Section } from '../base/ports.ts';

const ID = 'aws_access_key_id';
const PROCESS = 'credential_process';
/** What belongs to an access key id and is read from where that stands. */
const WITH_ID = [ID, 'aws_secret_access_key', 'aws_session_token', 'aws_security_token'];

/**
 * A profile as both files have it: the credentials file wins key by key. Only the keys of a user go together, so
 * that a token of one file never meets a secret of the other. The AWS CLI asks for them in this order: the credentials
 * file, a `credential_process`, the config file; what does not get its turn is left out.
 *
 * @see botocore/credentials.py, `ProfileProviderBuilder.providers`
 */
export function mergeSections(config: Section = {}, credentials: Section = {}): Section {
  const merged = Object.entries({ ...config, ...credentials });
  const without = (keys: readonly string[]) => merged.filter(([key]) => !keys.includes(key));
  const keysOf = (section: Section) => Object.entries(section).filter(([key]) => WITH_ID.includes(key));
  if (ID in credentials)
    return Object.fromEntries([...without([PROCESS, ...WITH_ID]), ...keysOf(credentials)]);
  if (PROCESS in config || PROCESS in credentials) return Object.fromEntries(without(WITH_ID));
  return Object.fromEntries(ID in config ? [...without(WITH_ID), ...keysOf(config)] : merged);
}
