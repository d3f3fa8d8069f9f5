import { MfaExecError } from '../base/errors.ts';
import type { AwsConfig, Env, RoleSpec, Section } from '../base/ports.ts';
import { childSettings, leftBehind, wantedRegion } from './child-settings.ts';
import { closestFirst, someOf } from './edit-distance.ts';
import { resolveEndpoint } from './endpoint.ts';
import { DEFAULT_PROFILE, findProfile, namedProfile, profileNames, profileVariable } from './profile.ts';
import { environmentBase } from './profile-base.ts';
import { followProfile, type ProfileChain } from './profile-chain.ts';
import type { Identity, IdentityQuery } from './types.ts';

/**
 * Who is calling, from the two AWS files and the environment; `config` needs the profiles of
 * `profilesToLoad` only.
 *
 * A profile that is named, by option or by `AWS_PROFILE`, is what counts, whatever keys are in the
 * environment. (The AWS CLI lets the keys win over `AWS_PROFILE`; taking other keys than those of the
 * profile that was named would be a surprise where a code is asked for.) When none is named, keys in the
 * environment come before the `default` profile, which then lends its region and endpoints, and nothing
 * that belongs to a user: no MFA device, no role.
 *
 * @throws PROFILE, BASE_CREDENTIALS, FOREIGN_SESSION, ROLE or CONFIG, each with what to do.
 */
export function resolveIdentity(query: IdentityQuery, config: AwsConfig, env: Env): Identity {
  const named = namedProfile(query, env);
  const inEnvironment = named === undefined ? environmentBase(env) : undefined;
  const profile = inEnvironment ? undefined : (named ?? DEFAULT_PROFILE);
  if (named === undefined && !inEnvironment && !findProfile(config, DEFAULT_PROFILE))
    throw nothingToGoBy(config);

  const chain: ProfileChain = inEnvironment
    ? { sections: [], roles: [], base: inEnvironment }
    : followProfile(config, env, named ?? DEFAULT_PROFILE, profileVariable(query, env));
  const selected = findProfile(config, profile ?? DEFAULT_PROFILE) ?? {};
  const mfaSerial = query.mfaSerial || env['AWS_MFA_SERIAL'] || firstOf(chain.sections, 'mfa_serial');
  const roles = withDuration(withRole(chain, selected, query.roleArn), query.roleDurationSeconds);
  const services = selected['services'] ?? '';
  const sources = {
    region: query.region,
    env,
    profile: selected,
    name: profile,
    fallback: profile === DEFAULT_PROFILE || inEnvironment ? undefined : findProfile(config, DEFAULT_PROFILE),
    services: Object.hasOwn(config.services, services) ? config.services[services] : undefined,
  };

  return {
    profile,
    base: chain.base,
    mfaSerial,
    mfaProcess: firstOf(chain.sections, 'mfa_process'),
    roles,
    endpoint: resolveEndpoint({ ...sources, arns: [mfaSerial, ...roles.map(({ arn }) => arn)] }),
    region: wantedRegion(sources),
    accountId: inEnvironment ? env['AWS_ACCOUNT_ID'] : chain.sections.at(-1)?.['aws_account_id'],
    childSettings: childSettings(sources),
    leftBehind: leftBehind(sources),
  };
}

/**
 * `--role-arn` takes the place of the profile's own role, as every option beats the profile; roles below it
 * stay.
 */
function withRole(chain: ProfileChain, selected: Section, roleArn: string | undefined): readonly RoleSpec[] {
  if (!roleArn) return chain.roles;
  const own = selected['role_arn'] && chain.sections.length > 0 ? chain.roles.at(-1) : undefined;
  if (own?.arn === roleArn) return chain.roles;
  const below = own ? chain.roles.slice(0, -1) : chain.roles;
  return [...below, { ...own, arn: roleArn, externalId: undefined }];
}

/** The last role is the one that the command gets. */
function withDuration(roles: readonly RoleSpec[], seconds: number | undefined): readonly RoleSpec[] {
  const last = roles.at(-1);
  if (last === undefined || seconds === undefined) return roles;
  return [...roles.slice(0, -1), { ...last, durationSeconds: seconds, durationNote: undefined }];
}

/** On either end: the profile's own comes before its source's. */
function firstOf(sections: readonly Section[], key: string): string | undefined {
  return sections.find((section) => section[key])?.[key];
}

function nothingToGoBy(config: AwsConfig): MfaExecError {
  const names = profileNames(config);
  if (names.length === 0) {
    return new MfaExecError(
      'BASE_CREDENTIALS',
      `there are no AWS keys: not in the environment, not in ${config.credentialsPath}, not in ${config.configPath}`,
      { hint: 'aws configure' },
    );
  }
  return new MfaExecError('PROFILE', 'no profile is named, and there is none called "default"', {
    hint: `name one with --profile or AWS_PROFILE: ${someOf(closestFirst(names, DEFAULT_PROFILE))}`,
  });
}
