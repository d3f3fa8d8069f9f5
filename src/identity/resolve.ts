import { MfaExecError } from '../base/errors.ts';
import type { AwsConfig, Env, RoleSpec, Section } from '../base/ports.ts';
import { visible } from '../base/visible.ts';
import { childSettings, leftBehind, wantedRegion } from './child-settings.ts';
import { closestFirst, someOf } from './edit-distance.ts';
import { resolveEndpoint } from './endpoint.ts';
import {
  DEFAULT_PROFILE,
  findProfile,
  namedProfile,
  profileNames,
  profileVariable,
  unknownProfile,
} from './profile.ts';
import { environmentBase } from './profile-base.ts';
import { followProfile, type ProfileChain } from './profile-chain.ts';
import { refuseWebIdentity } from './profile-login.ts';
import type { Identity, IdentityQuery } from './types.ts';

/**
 * Who is calling, from the two AWS files and the environment; `config` needs the profiles of
 * `profilesToLoad` only.
 *
 * A profile that is named by option is what counts, whatever keys are in the environment. Where none is, keys in
 * the environment come first, before `AWS_PROFILE` too, as for the AWS CLI (botocore's credentials.py). The profile
 * then lends its region and endpoints, and nothing that belongs to a user: no MFA device, no role.
 *
 * @throws PROFILE, BASE_CREDENTIALS, FOREIGN_SESSION, ROLE or CONFIG, each with what to do.
 */
export function resolveIdentity(query: IdentityQuery, config: AwsConfig, env: Env): Identity {
  const named = namedProfile(query, env);
  const name = named ?? DEFAULT_PROFILE;
  const inEnvironment = query.profile ? undefined : environmentBase(env);
  const own = findProfile(config, name);
  if (!query.profile && !inEnvironment) refuseWebIdentity(env, name, own);
  if (own === undefined) {
    if (named !== undefined) throw unknownProfile(config, named, profileVariable(query, env));
    if (!inEnvironment) throw nothingToGoBy(config);
  }

  const chain: ProfileChain = inEnvironment
    ? { sections: [], roles: [], base: inEnvironment }
    : followProfile(config, env, name, profileVariable(query, env));
  const selected = own ?? {};
  const mfaSerial = query.mfaSerial || env['AWS_MFA_SERIAL'] || firstOf(chain.sections, 'mfa_serial');
  const roles = withDuration(withRole(chain, selected, query.roleArn), query.roleDurationSeconds);
  const sources = {
    region: query.region,
    env,
    profile: selected,
    name: inEnvironment && named === undefined ? undefined : name,
    fallback: name === DEFAULT_PROFILE ? undefined : findProfile(config, DEFAULT_PROFILE),
    services: servicesOf(config, name, selected),
  };

  return {
    profile: inEnvironment ? undefined : name,
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

/** The `[services]` section that the profile names. Throws CONFIG where there is none, as botocore does. */
function servicesOf(config: AwsConfig, profile: string, section: Section): Section | undefined {
  const name = section['services'];
  if (!name) return undefined;
  if (Object.hasOwn(config.services, name)) return config.services[name];
  throw new MfaExecError(
    'CONFIG',
    `profile "${visible(profile)}" has services = ${visible(name)}, and there is no section [services ${visible(name)}]`,
    { hint: `add the section to ${config.configPath}, or take the line out of the profile` },
  );
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
