/** The settings of the profile that the command gets as variables. */
import type { Env, Section } from '../base/ports.ts';
import type { Request } from './request.ts';
import { hasNoVariable, MAY_BE_EMPTY, REGION_VARIABLES, SETTING_VARIABLES } from './setting-variables.ts';

export interface SettingSources {
  /** `--region`. */
  readonly region?: string | undefined;
  readonly env: Env;
  /** The selected profile. */
  readonly profile: Section;
  /** The selected profile's name. */
  readonly name?: string | undefined;
  /** The `[services NAME]` section that it points to. */
  readonly services?: Section | undefined;
  /** `[default]`, where another profile is selected: a command without `AWS_PROFILE` falls back to it. */
  readonly fallback?: Section | undefined;
}

/** A pseudo region of every SDK: STS, IAM and S3 answer as they do without a region, and no other service exists there. */
const NOWHERE = 'aws-global';
/** No SDK takes it for a region. With an address for all services, a request for `aws-global` would be answered. */
const NO_REGION = 'no_region_in_profile';

/**
 * What the selected profile says, as variables: the command gets the session in place of the profile. What the
 * environment says comes first, as it does for the AWS CLI; `--region` comes before both. An empty variable counts as
 * unset, except where it means something.
 *
 * Nothing of `[default]` may reach the command of another profile, and without `AWS_PROFILE` every SDK falls back to
 * `[default]`. So a setting that only `[default]` has is set to its default. Not every setting has a variable and a
 * default that all SDKs take (`s3`, `cli_binary_format`, `retry_mode` …; `leftBehind` names them). Where there is one,
 * `AWS_DEFAULT_PROFILE` names the profile to the command: AWS CLI, boto3, Go and C++ SDKs then read its settings there,
 * and take the session's keys all the same. The SDKs that prefer a profile to the keys know `AWS_PROFILE` alone. What
 * remains: SDKs that do not know `AWS_DEFAULT_PROFILE` (JavaScript, Java, Rust, .NET, PHP) read those few settings of
 * `[default]`, and Ansible, which refuses a profile beside keys, refuses to start.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export function childSettings(sources: SettingSources): Env {
  const { env, profile, name, fallback = {} } = sources;
  const settings: Record<string, string> = { ...regionSettings(sources) };
  for (const [key, variables, neutral] of SETTING_VARIABLES) {
    const value = isSaid(profile, key) ? profile[key] : isSaid(fallback, key) ? neutral : undefined;
    for (const variable of variables) {
      if (value !== undefined && !isSet(env, variable)) settings[variable] = value;
    }
  }
  Object.assign(settings, addresses(sources));
  if (name !== undefined && leftBehind(sources).length > 0) settings['AWS_DEFAULT_PROFILE'] = name;
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => !hasControl(value)));
}

/**
 * The keys in which a command would read `[default]` in place of the selected profile, were it not for
 * `AWS_DEFAULT_PROFILE`: no variable says the one or takes away the other.
 */
export function leftBehind(sources: SettingSources): readonly string[] {
  const { env, profile, services = {}, fallback } = sources;
  if (fallback === undefined) return [];
  const onlyThere = SETTING_VARIABLES.filter(
    ([key, variables, neutral]) =>
      neutral === undefined &&
      isSaid(fallback, key) &&
      !isSaid(profile, key) &&
      !variables.some((variable) => isSet(env, variable)),
  ).map(([key]) => key);
  const keys = new Set([...Object.keys(profile), ...Object.keys(fallback)]);
  const unsaid = [...keys].filter((key) => hasNoVariable(key) && profile[key] !== fallback[key]);
  const own = hasAddress(profile) || Object.keys(services).length > 0 || Object.keys(env).some(isAddress);
  const isForAll = Boolean(env['AWS_ENDPOINT_URL'] || profile['endpoint_url']);
  return [
    ...new Set([
      ...(wantedRegion(sources) === undefined && fallback['region'] ? ['region'] : []),
      ...onlyThere,
      ...unsaid.map((key) => key.replace(/\..*/, '')),
      ...(hasAddress(fallback) && own && !isForAll && !ignoresAddresses(env, profile)
        ? ['endpoint_url']
        : []),
    ]),
  ];
}

/** The region that something names: the option, the environment, the profile. AWS_REGION comes first, as for SDKs. */
export function wantedRegion({ region, env, profile }: SettingSources): string | undefined {
  return region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || profile['region'] || undefined;
}

/** Both spellings from one source; what the environment says itself stays. */
function regionSettings(sources: SettingSources): Record<string, string> {
  const { region, env, profile, fallback = {} } = sources;
  const wanted = wantedRegion(sources);
  if (wanted !== undefined) {
    return Object.fromEntries(
      REGION_VARIABLES.filter((name) => region || !env[name]).map((name) => [name, wanted]),
    );
  }
  if (!fallback['region']) return {};
  const isForAll = (env['AWS_ENDPOINT_URL'] || profile['endpoint_url']) && !ignoresAddresses(env, profile);
  return { AWS_REGION: isForAll ? NO_REGION : NOWHERE };
}

/** An address for all services in the environment comes before each one in the files. */
function addresses({ env, profile, services = {}, fallback = {} }: SettingSources): Env {
  if (env['AWS_ENDPOINT_URL'] || ignoresAddresses(env, profile)) return {};
  const each = Object.entries(services).filter(([key]) => /^\w+\.endpoint_url$/.test(key));
  const found: Record<string, string> = {};
  for (const [name, url] of [
    ['AWS_ENDPOINT_URL', profile['endpoint_url']],
    ...each.map(([key, value]) => [`AWS_ENDPOINT_URL_${key.replace(/\..*/, '').toUpperCase()}`, value]),
  ] as const) {
    if (name && url && !env[name]) found[name] = url;
  }
  const own = hasAddress(profile) || Object.keys(env).some(isAddress);
  // The variable takes the addresses of [default] out of force, and there are no others.
  if (hasAddress(fallback) && !own && !env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']) {
    found['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] = 'true';
  }
  return found;
}

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

/** Whether addresses in environment and files are out of force. */
export function ignoresAddresses(env: Env, profile: Section): boolean {
  const value =
    env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] || profile['ignore_configured_endpoint_urls'] || 'false';
  return value.toLowerCase() === 'true';
}

const hasAddress = (section: Section) => Boolean(section['endpoint_url'] || section['services']);
const isAddress = (name: string) => name.startsWith('AWS_ENDPOINT_URL');

function isSaid(section: Section, key: string): boolean {
  return section[key] !== undefined && (section[key] !== '' || key === 'cli_pager');
}

function isSet(env: Env, name: string): boolean {
  return MAY_BE_EMPTY.has(name) ? env[name] !== undefined : Boolean(env[name]);
}

/** A value over several lines is none of a variable's, and would be two lines of a docker env file. */
function hasControl(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\u007f');
}
