import type { Env } from './ports.ts';
import { Session } from './session.ts';
import { sha256Hex } from './sha256.ts';

/** The variable that marks an environment as ours; its value names the session without being secret. */
export const MARKER = 'MFA_EXEC_SESSION';

/** Variables beside the credentials that mfa-exec set. */
export interface Additions {
  /** The environment whose region gave way to another; absent where the region is as it was. */
  readonly regionOver?: Env | undefined;
  /** Whether the address was added, because the environment had none. */
  readonly endpointUrl: boolean;
}

/** A session that an outer mfa-exec put into the environment. */
export interface InheritedSession {
  readonly session: Session;
  /** Cache key of the session, and of the user session behind it. */
  readonly key: string;
  readonly user: string;
  readonly marker: string;
  /** The address that came with it. */
  readonly endpointUrl?: string | undefined;
  /** The environment as it was before: without the session and what came with it. */
  readonly outerEnv: Env;
}

/**
 * The marker's value: the two cache keys, a fingerprint of the access key id, so that a session which something
 * else put into the environment later is not taken for ours, what was added, and the regions that were replaced.
 */
export function sessionMarker(key: string, user: string, accessKeyId: string, added: Additions): string {
  const { regionOver, endpointUrl } = added;
  const flags = `${regionOver === undefined ? '' : 'r'}${endpointUrl ? 'e' : ''}`;
  const regions = REGION_VARIABLES.map((name) => regionOver?.[name] ?? '');
  const replaced = regions.some((region) => region !== '') ? regions.map(escaped) : [];
  return [key, user, fingerprint(accessKeyId), flags, ...replaced].join(':');
}

/** The session that mfa-exec put into `env`; `undefined` where there is none or it was replaced since. */
export function inheritedSession(env: Env): InheritedSession | undefined {
  const [key, user, print, flags = '', ...replaced] = (env[MARKER] ?? '').split(':');
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  const expiresAt = Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? '');
  if (!key || !user || !accessKeyId || !secretAccessKey || !sessionToken || Number.isNaN(expiresAt)) {
    return undefined;
  }
  if (fingerprint(accessKeyId) !== print) return undefined;
  const outerEnv: Record<string, string | undefined> = { ...env };
  for (const name of [...SESSION_VARIABLES, MARKER]) delete outerEnv[name];
  if (flags.includes('r')) {
    for (const [at, name] of REGION_VARIABLES.entries()) {
      const region = replaced[at];
      if (region) outerEnv[name] = unescaped(region);
      else delete outerEnv[name];
    }
  }
  const endpointUrl = flags.includes('e') ? env['AWS_ENDPOINT_URL'] : undefined;
  if (endpointUrl !== undefined) delete outerEnv['AWS_ENDPOINT_URL'];
  const session = new Session({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiresAt,
    issuedAt: Number.NEGATIVE_INFINITY,
    label: {},
  });
  return { session, key, user, marker: env[MARKER] ?? '', endpointUrl, outerEnv };
}

export const SESSION_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
] as const;

export const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** Without the colon that separates the parts; `unescaped` reads it back. */
function escaped(text: string): string {
  return text.replace(/[%:]/g, encodeURIComponent);
}

function unescaped(text: string): string {
  return text.replace(/%(25|3A)/g, decodeURIComponent);
}

function fingerprint(accessKeyId: string): string {
  return sha256Hex(accessKeyId).slice(0, 12);
}
