/** Where STS and IAM are. */
import { MfaExecError } from '../base/errors.ts';
import type { Endpoint } from '../base/ports.ts';
import { shownValue } from '../base/shown-value.ts';
import { ignoresAddresses, type SettingSources, wantedRegion } from './child-settings.ts';
import { defaultRegion, partitionOfArn, partitionOfRegion } from './partition.ts';

export interface EndpointSources extends SettingSources {
  /** ARNs that tell the partition when nothing names a region: the MFA device, the roles. */
  readonly arns?: readonly (string | undefined)[];
}

/** Where the global STS endpoint is used for `sts_regional_endpoints = legacy`. */
const LEGACY_REGIONS =
  /^(us-(east|west)-[12]|ap-(northeast|south)-1|ap-southeast-[12]|ca-central-1|eu-(central|north)-1|eu-west-[123]|sa-east-1)$/;
const GLOBAL_STS = 'https://sts.amazonaws.com';

/**
 * Where STS and IAM are, by the AWS CLI's precedence: the command line, the environment, the profile, and
 * for the region at last the partition's own. An address comes from the environment (for the service, then
 * for all) before the files (for the service, then for all).
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @throws CONFIG for an address that is no http(s) URL and a region that cannot be part of a host name.
 */
export function resolveEndpoint(sources: EndpointSources): Endpoint {
  const { env, profile, services, arns = [] } = sources;
  const wanted = wantedRegion(sources);
  const partition =
    wanted === undefined
      ? (arns.map((arn) => partitionOfArn(arn ?? '')).find((found) => found !== undefined) ?? 'aws')
      : partitionOfRegion(wanted);
  const effective = checkRegion(wanted ?? defaultRegion(partition));
  const useFips = isTrue(env['AWS_USE_FIPS_ENDPOINT'] || profile['use_fips_endpoint']);
  const useDualstack = isTrue(env['AWS_USE_DUALSTACK_ENDPOINT'] || profile['use_dualstack_endpoint']);

  const ignored = ignoresAddresses(env, profile);
  const url = (service: 'STS' | 'IAM' | 'SIGNIN') =>
    ignored ? undefined : configuredUrl(service, { env, profile, services });
  const legacy =
    (env['AWS_STS_REGIONAL_ENDPOINTS'] || profile['sts_regional_endpoints'])?.toLowerCase() === 'legacy' &&
    LEGACY_REGIONS.test(effective) &&
    !useFips &&
    !useDualstack;
  const stsUrl = url('STS') ?? (legacy ? GLOBAL_STS : undefined);

  return {
    // The global endpoint's signatures are made for us-east-1, whatever the region.
    region: stsUrl === GLOBAL_STS ? 'us-east-1' : effective,
    partition,
    stsUrl,
    iamUrl: url('IAM'),
    signinUrl: url('SIGNIN'),
    useFips,
    useDualstack,
    // botocore's order: the last one is that of Python's requests, where nothing of AWS's own names a bundle.
    caBundle: env['AWS_CA_BUNDLE'] || profile['ca_bundle'] || env['REQUESTS_CA_BUNDLE'] || undefined,
  };
}

function configuredUrl(
  service: 'STS' | 'IAM' | 'SIGNIN',
  { env, profile, services }: Pick<EndpointSources, 'env' | 'profile' | 'services'>,
): string | undefined {
  const candidates: readonly (readonly [string, string | undefined])[] = [
    [`AWS_ENDPOINT_URL_${service}`, env[`AWS_ENDPOINT_URL_${service}`]],
    ['AWS_ENDPOINT_URL', env['AWS_ENDPOINT_URL']],
    [
      `${service.toLowerCase()} endpoint_url of the services section`,
      services?.[`${service.toLowerCase()}.endpoint_url`],
    ],
    ['endpoint_url of the profile', profile['endpoint_url']],
  ];
  const [source, url] = candidates.find(([, value]) => value) ?? [];
  if (url === undefined) return undefined;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new MfaExecError('CONFIG', `${source} is not an http or https address`, {
    hint: 'it looks like https://sts.eu-central-1.amazonaws.com',
  });
}

/**
 * The region becomes part of a host name: what else could stand there would send signed requests elsewhere.
 */
export function checkRegion(region: string): string {
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(region)) return region;
  throw new MfaExecError('CONFIG', `"${shownValue(region)}" is not a region`, {
    hint: 'it looks like eu-central-1',
  });
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}
