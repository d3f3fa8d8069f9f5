/** Names what renews a session, and tells whether names still lead to the same identity. */
import { shortKeyId } from '../base/aws-text.ts';
import type { AwsFiles, Env } from '../base/ports.ts';
import { cacheKey } from '../identity/cache-key.ts';
import { isFromEnvironment } from '../identity/profile-base.ts';
import { REGION_VARIABLES } from '../identity/setting-variables.ts';
import type { Identity, IdentityQuery } from '../identity/types.ts';
import { fingerprint, type InheritedSession } from './marker.ts';
import type { SessionNames } from './marker-text.ts';

type Whole = Pick<Identity, 'base' | 'roles' | 'endpoint'>;

/** Stands in for the parts that a fingerprint is not about. */
const NOBODY: Whole = {
  base: { kind: 'static', credentials: { accessKeyId: 'NONE', secretAccessKey: '' }, from: '' },
  roles: [],
  endpoint: { region: '', partition: 'aws', useFips: false, useDualstack: false },
};

/** The three parts of an identity, each as a fingerprint. Together they are what the cache key is made of. */
export function parts({ base, roles, endpoint }: Whole): {
  readonly base: string;
  readonly roles: string;
  readonly place: string;
} {
  return {
    base: fingerprint(cacheKey({ ...NOBODY, base })),
    roles: fingerprint(cacheKey({ ...NOBODY, roles })),
    place: fingerprint(cacheKey({ ...NOBODY, endpoint })),
  };
}

/** What a nested call has to know to renew the session of `identity`, which `query` asked for in `env`. */
export function sessionNames(
  query: IdentityQuery,
  identity: Identity,
  env: Env,
  files: Pick<AwsFiles, 'paths'>,
): SessionNames {
  return {
    ...parts(identity),
    profile: identity.profile,
    roleArn: query.roleArn,
    roleDurationSeconds: query.roleDurationSeconds,
    region: query.region,
    mfaSerial: query.mfaSerial,
    keysGone: isFromEnvironment(identity.base) || undefined,
    around: surroundings(env, files),
  };
}

/** What decides, beside the names, whose session it is and where it holds. */
const AROUND = [
  ...REGION_VARIABLES,
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_STS_REGIONAL_ENDPOINTS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_ACCOUNT_ID',
] as const;

/**
 * A fingerprint of these variables as the command has them, and of the files' places. As long as it is the same, the
 * session is the one that the names lead to, and no file has to be read to know it.
 */
export function surroundings(env: Env, { paths }: Pick<AwsFiles, 'paths'>): string {
  return fingerprint(JSON.stringify([...AROUND.map((name) => env[name] ?? ''), ...paths]));
}

/**
 * `query` inside an outer mfa-exec, where it names no profile itself: what the outer call named, with what this one names
 * on top.
 */
export function innerQuery<T extends IdentityQuery>(query: T, { names, settings }: InheritedSession): T {
  // A region that somebody has set since comes before the outer call's option.
  const isOurs = REGION_VARIABLES.some((name) => settings[name] !== undefined);
  return {
    ...query,
    profile: names.profile,
    roleArn: query.roleArn ?? names.roleArn,
    roleDurationSeconds: query.roleDurationSeconds ?? names.roleDurationSeconds,
    mfaSerial: query.mfaSerial ?? names.mfaSerial,
    region: query.region ?? (isOurs ? names.region : undefined),
  };
}

/** Whose session it is, for `--verbose`. */
export function description({ base, roles, endpoint }: Identity): string {
  const assumed = roles.map(({ arn }) => `, role ${arn}`).join('');
  return `${baseText(base)} of ${base.from}, region ${endpoint.region}${assumed}`;
}

function baseText(base: Identity['base']): string {
  switch (base.kind) {
    case 'static':
      return `access key ${shortKeyId(base.credentials.accessKeyId)}`;
    case 'stored':
      return `access key ${shortKeyId(base.accessKeyId)}, which mfa-exec keeps,`;
    case 'process':
      return 'credential_process';
  }
}
