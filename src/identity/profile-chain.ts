import { MfaExecError } from '../base/errors.ts';
import type { AwsConfig, Env, RoleSpec, Section } from '../base/ports.ts';
import { shellWord } from '../base/shell-word.ts';
import { shownValue } from '../base/shown-value.ts';
import { findProfile, profileNames, unknownProfile } from './profile.ts';
import {
  environmentBase,
  fromProfile,
  hasKeys,
  type KeyHints,
  noCredentials,
  profileBase,
} from './profile-base.ts';
import { profileRole } from './profile-role.ts';
import type { BaseSource, StoredKeyRef } from './types.ts';

/** A profile with its `source_profile`s followed to the long-term credentials. */
export interface ProfileChain {
  /** From the profile itself to the one that has the credentials. */
  readonly sections: readonly Section[];
  readonly base: BaseSource;
  /** In the order in which they are assumed: the one next to the credentials first. */
  readonly roles: readonly RoleSpec[];
}

/**
 * Follows `name` to its long-term credentials, as the AWS CLI does: a profile's role comes before its keys,
 * but the keys of a source come before that one's own role. Two things more than the CLI allows:
 * `source_profile` without a role borrows the keys, and a role may use the keys of its own profile.
 *
 * @throws PROFILE for a missing source or a cycle, whose chain it prints; BASE_CREDENTIALS,
 * FOREIGN_SESSION, ROLE or CONFIG for what is wrong in a profile.
 */
export function followProfile(config: AwsConfig, env: Env, name: string, namedBy?: string): ProfileChain {
  const visited: string[] = [];
  const sections: Section[] = [];
  const roles: RoleSpec[] = [];
  const hintsFor = (current: string): KeyHints => ({
    longTerm: () => longTermTwin(config, current),
    elsewhere: (profile) =>
      keysElsewhere(profile, roles.length > 0 ? (visited.at(-2) ?? current) : undefined),
  });
  for (let current = name; ; ) {
    const previous = visited.at(-1);
    const section = findProfile(config, current);
    if (!section)
      throw unknownProfile(config, current, previous ? `source_profile of "${previous}"` : namedBy);
    visited.push(current);
    sections.push(section);
    // botocore's AssumeRoleProvider leaves such a profile alone, whatever its source.
    if (section['web_identity_token_file']) throw noCredentials(current, section);

    // Asked for only where it matters: it reads a file.
    const stored = hasKeys(section) ? undefined : storedKey(config, current);
    const keysFirst = previous !== undefined && (hasKeys(section) || stored !== undefined);
    const role = keysFirst ? undefined : profileRole(current, section);
    if (role) roles.unshift(role);

    const source = role || !(hasOwnCredentials(section) || stored) ? sourceOf(current, section) : undefined;
    if (source?.kind === 'environment') return { sections, roles, base: fromEnvironment(current, env) };
    if (source === undefined || source.profile === current) {
      const files = [config.configPath, config.credentialsPath];
      const base = profileBase(current, section, hintsFor(current), files, stored);
      if (base) return { sections, roles, base };
      if (source === undefined) throw role ? roleWithoutSource(current) : noCredentials(current, section);
    }
    if (visited.includes(source.profile)) throw cycle([...visited, source.profile]);
    current = source.profile;
  }
}

function storedKey(config: AwsConfig, profile: string): StoredKeyRef | undefined {
  const accessKeyId = config.storedKeyId?.(profile);
  return accessKeyId === undefined
    ? undefined
    : { profile, credentialsPath: config.credentialsPath, accessKeyId };
}

type Source = { readonly kind: 'profile'; readonly profile: string } | { readonly kind: 'environment' };

/** @throws CONFIG or BASE_CREDENTIALS for a `credential_source` that cannot serve. */
function sourceOf(name: string, section: Section): Source | undefined {
  const profile = section['source_profile'];
  const credentialSource = section['credential_source'];
  if (profile && credentialSource) {
    throw new MfaExecError('CONFIG', `${fromProfile(name)} has both source_profile and credential_source`, {
      hint: 'keep the one that names the long-term keys',
    });
  }
  if (profile) return { kind: 'profile', profile };
  if (!credentialSource) return undefined;
  if (credentialSource.toLowerCase() === 'environment') return { kind: 'environment' };
  throw new MfaExecError(
    'BASE_CREDENTIALS',
    `${fromProfile(name)} takes its credentials from ${shownValue(credentialSource)}: those are a role's, which has no MFA device`,
    { hint: 'run the command without mfa-exec, or name the profile of a user: --profile NAME' },
  );
}

function hasOwnCredentials(section: Section): boolean {
  return hasKeys(section) || Boolean(section['credential_process']);
}

function fromEnvironment(name: string, env: Env): BaseSource {
  const base = environmentBase(env);
  if (base) return base;
  throw new MfaExecError(
    'BASE_CREDENTIALS',
    `${fromProfile(name)} takes its keys from the environment (credential_source), and there are none`,
    { hint: 'export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put source_profile in its place' },
  );
}

function roleWithoutSource(name: string): MfaExecError {
  return new MfaExecError('PROFILE', `${fromProfile(name)} has role_arn but nothing to assume it with`, {
    hint: 'add the profile that has the keys: source_profile = default',
  });
}

function cycle(names: readonly string[]): MfaExecError {
  return new MfaExecError('PROFILE', `the source_profile chain never ends: ${names.join(' → ')}`, {
    hint: 'let the last of these profiles have keys, or name a source_profile that has',
  });
}

/** `taker`: the profile whose `source_profile` leads to the keys of its role. */
function keysElsewhere(profile: string | undefined, taker: string | undefined): string {
  if (taker === undefined) {
    return profile === undefined
      ? 'name a profile that has the long-term keys (--profile NAME), or put those in this one without aws_session_token'
      : `name the profile that has the long-term keys: --profile ${shellWord(profile)}`;
  }
  return profile === undefined
    ? `let source_profile of profile "${taker}" name one that has long-term keys`
    : `take the long-term keys: aws configure set source_profile ${shellWord(profile)} --profile ${shellWord(taker)}`;
}

/** aws-mfa keeps the keys behind the temporary ones of `NAME` in `NAME-long-term`. */
function longTermTwin(config: AwsConfig, name: string): string | undefined {
  return profileNames(config).find((other) => other === `${name}-long-term`);
}
