/** The settings of the profile that the command gets as variables. */
import type { Env, Section } from '../base/ports.ts';
import type { Request } from './request.ts';

export interface SettingSources {
  /** `--region`. */
  readonly region?: string | undefined;
  readonly env: Env;
  /** The selected profile. */
  readonly profile: Section;
  /** The `[services NAME]` section that it points to. */
  readonly services?: Section | undefined;
  /** `[default]`, where another profile is selected: the command, which no profile is named to, falls back to it. */
  readonly fallback?: Section | undefined;
}

const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** Keys of a profile with the variables that mean the same to the AWS CLI and the SDKs. */
const TWINS = [
  ['AWS_CA_BUNDLE', 'ca_bundle'],
  ['AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'],
  ['AWS_STS_REGIONAL_ENDPOINTS', 'sts_regional_endpoints'],
  ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls'],
] as const;

/**
 * What the profile says about regions, addresses and TLS, as variables: the command gets the session in place of
 * the profile, and would reach AWS by another way than the profile has. What the environment says comes first, as
 * it does for the AWS CLI; `--region` comes before both.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export function childSettings({ region, env, profile, services, fallback = {} }: SettingSources): Env {
  const settings: Record<string, string> = {};
  const wanted = region || (REGION_VARIABLES.some((name) => env[name]) ? undefined : profile['region']);
  if (wanted) for (const name of REGION_VARIABLES) settings[name] = wanted;

  const own = [
    ...TWINS.map(([name, key]) => [name, profile[key]] as const),
    ...addresses(env, profile, services),
  ];
  for (const [name, value] of own) if (value && !env[name]) settings[name] = value;
  return { ...outOfForce({ env, profile, fallback }), ...settings };
}

/** What takes the settings of `[default]` out of force that the selected profile does not have. */
function outOfForce({ env, profile, fallback = {} }: SettingSources): Env {
  const off = [
    ...(['use_fips_endpoint', 'use_dualstack_endpoint'] as const)
      .filter((key) => fallback[key]?.toLowerCase() === 'true')
      .map((key) => [`AWS_${key.toUpperCase()}`, 'false'] as const),
    ...(hasAddress(fallback) && !hasAddress(profile) && !Object.keys(env).some(isAddress)
      ? [['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true'] as const]
      : []),
  ];
  return Object.fromEntries(off.filter(([name]) => !env[name]));
}

const hasAddress = (section: Section) => Boolean(section['endpoint_url'] || section['services']);
const isAddress = (name: string) => name.startsWith('AWS_ENDPOINT_URL');

/**
 * Twins in `env` that an option overruled, with what counts instead: a nested call would take them for what is wanted,
 * and run as somebody else.
 */
export function overruledTwins(
  request: Partial<Pick<Request, 'profile' | 'roleArn' | 'region'>>,
  env: Env,
): Env {
  const inForce = [
    ['MFA_EXEC_PROFILE', request.profile],
    ['MFA_EXEC_ROLE_ARN', request.roleArn],
    ['MFA_EXEC_REGION', request.region],
  ] as const;
  return Object.fromEntries(
    inForce.filter(([name, value]) => value !== undefined && env[name] && env[name] !== value),
  );
}

/** An address for all services in the environment comes before each one in the files. */
function addresses(
  env: Env,
  profile: Section,
  services: Section = {},
): readonly (readonly [name: string, url: string | undefined])[] {
  if (env['AWS_ENDPOINT_URL'] || ignoresAddresses(env, profile)) return [];
  const each = Object.entries(services).filter(([key]) => /^\w+\.endpoint_url$/.test(key));
  return [
    ['AWS_ENDPOINT_URL', profile['endpoint_url']],
    ...each.map(([key, url]) => [`AWS_ENDPOINT_URL_${key.replace(/\..*/, '').toUpperCase()}`, url] as const),
  ];
}

/** Whether addresses in environment and files are out of force. */
export function ignoresAddresses(env: Env, profile: Section): boolean {
  const value =
    env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] || profile['ignore_configured_endpoint_urls'] || 'false';
  return value.toLowerCase() === 'true';
}
