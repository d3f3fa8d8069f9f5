/** The environment of the command. */
import type { Env } from '../base/ports.ts';
import { helperEnv } from '../identity/helper-env.ts';
import { MARKER, sessionMarker } from './marker.ts';
import type { Session } from './session.ts';

/** A session with what the child needs to know about it. */
export interface ChildSession {
  readonly session: Session;
  readonly key: string;
  readonly user: string;
  /** Variables beside the credentials; they take the place of the parent's. */
  readonly settings?: Env | undefined;
  /** The marker of a session that was inherited: it is handed on unchanged. */
  readonly marker?: string | undefined;
}

/**
 * Several SDKs prefer a profile to the variables, and `AWS_SECURITY_TOKEN` is the token's old name, which
 * would contradict the new one. MFA_EXEC_REFRESH has done its work: each nested call would ask for a code again.
 */
const REMOVED = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN', 'MFA_EXEC_REFRESH'] as const;

/** The command's environment: `parent` with the session in it. `parent` is not changed. */
export function childEnv(parent: Env, child: ChildSession): Env {
  const env: Record<string, string | undefined> = { ...helperEnv(parent) };
  for (const name of REMOVED) delete env[name];
  const { session } = child;
  env['AWS_ACCESS_KEY_ID'] = session.accessKeyId;
  env['AWS_SECRET_ACCESS_KEY'] = session.secretAccessKey;
  env['AWS_SESSION_TOKEN'] = session.sessionToken;
  env['AWS_CREDENTIAL_EXPIRATION'] = expirationText(session);
  const { settings = {} } = child;
  Object.assign(env, settings);
  env[MARKER] = child.marker ?? sessionMarker(child.key, child.user, session.accessKeyId, settings, parent);
  return env;
}

/** ISO 8601 to the second, as AWS writes it: botocore and the SDKs read `AWS_CREDENTIAL_EXPIRATION` so. */
export function expirationText({ expiresAt }: Pick<Session, 'expiresAt'>): string {
  return new Date(expiresAt).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
