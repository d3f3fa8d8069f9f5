/** Recognises an environment that an outer mfa-exec made, and marks the command's. */
import { isCredentialText } from '../base/aws-text.ts';
import type { Env } from '../base/ports.ts';
import { sha256Hex } from '../base/sha256.ts';
import { Session } from './session.ts';

/** The variable that marks an environment as ours; its value names the session without being secret. */
export const MARKER = 'MFA_EXEC_SESSION';

/** A session that an outer mfa-exec put into the environment. */
export interface InheritedSession {
  readonly session: Session;
  /** Cache key of the session, and of the user session behind it. */
  readonly key: string;
  readonly user: string;
  readonly marker: string;
  /** What was set beside it, as far as nobody has changed it since. */
  readonly settings: Env;
  /** The environment as it was before: without the session and what came with it. */
  readonly outerEnv: Env;
}

/**
 * The marker's value: the two cache keys, a fingerprint of the access key id, so that a session which something
 * else put into the environment later is not taken for ours, and what was set beside it: names with fingerprints
 * and the values of `parent` that gave way.
 */
export function sessionMarker(
  key: string,
  user: string,
  accessKeyId: string,
  settings: Env = {},
  parent: Env = {},
): string {
  const changes = Object.entries(settings).map(([name, value = '']) => {
    const former = parent[name];
    return `${name}=${fingerprint(value)}${former ? `=${escaped(former)}` : ''}`;
  });
  return [key, user, fingerprint(accessKeyId), changes.join(',')].join(':');
}

/** The session that mfa-exec put into `env`; `undefined` where there is none or it was replaced since. */
export function inheritedSession(env: Env): InheritedSession | undefined {
  const [key, user, print, changes = ''] = (env[MARKER] ?? '').split(':');
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  const expiresAt = Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? '');
  if (
    !key ||
    !user ||
    !isCredentialText(accessKeyId) ||
    !isCredentialText(secretAccessKey) ||
    !isCredentialText(sessionToken) ||
    Number.isNaN(expiresAt)
  ) {
    return undefined;
  }
  if (fingerprint(accessKeyId) !== print) return undefined;
  const outerEnv: Record<string, string | undefined> = { ...env };
  for (const name of [...SESSION_VARIABLES, MARKER]) delete outerEnv[name];
  const settings: Record<string, string> = {};
  for (const change of changes.split(',')) {
    const [name = '', valuePrint, former = ''] = change.split('=');
    const value = env[name];
    // A value that somebody set since, as a recipe does for one command, is the environment's own.
    if (value === undefined || fingerprint(value) !== valuePrint) continue;
    settings[name] = value;
    if (former === '') delete outerEnv[name];
    else outerEnv[name] = unescaped(former);
  }
  const session = new Session({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiresAt,
    issuedAt: Number.NEGATIVE_INFINITY,
    label: {},
  });
  return { session, key, user, marker: env[MARKER] ?? '', settings, outerEnv };
}

export const SESSION_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
] as const;

/** Without what separates the parts; `unescaped` reads it back. */
function escaped(text: string): string {
  return text.replace(/[%:,=]/g, encodeURIComponent);
}

function unescaped(text: string): string {
  return text.replace(/%(25|3A|2C|3D)/g, decodeURIComponent);
}

function fingerprint(accessKeyId: string): string {
  return sha256Hex(accessKeyId).slice(0, 12);
}
