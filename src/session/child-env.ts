/** The environment of the command. */
import type { Env } from '../base/ports.ts';
import { helperEnv } from '../identity/helper-env.ts';
import { MARKER, SESSION_VARIABLES, sessionMarker } from './marker.ts';
import type { SessionNames } from './marker-text.ts';
import { BEFORE_SERVER, SERVER_TOKEN, SERVER_URI, type ServerAddress } from './server-variables.ts';
import type { Session } from './session.ts';

/** A session with what the child needs to know about it. */
export interface ChildSession {
  readonly session: Session;
  readonly key: string;
  readonly user: string;
  readonly names: SessionNames;
  /** Variables beside the credentials; they take the place of the parent's. An undefined value takes one out. */
  readonly settings?: Env | undefined;
  /** What an outer mfa-exec took out of the environment. */
  readonly lost?: Readonly<Record<string, string>> | undefined;
  /** The marker of a session that was inherited: it is handed on unchanged. */
  readonly marker?: string | undefined;
  /** With `marker`: the environment without what that session put there. */
  readonly outerEnv?: Env | undefined;
}

export interface ObtainedSession extends ChildSession {
  /** Our environment without what an outer mfa-exec put there, where its session is not the one that is handed on. */
  readonly parent?: Env | undefined;
}

/**
 * Several SDKs prefer a profile to the variables, and `AWS_SECURITY_TOKEN` is the token's old name, which
 * would contradict the new one. MFA_EXEC_REFRESH has done its work: each nested call would ask for a code again.
 */
const REMOVED = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN', 'MFA_EXEC_REFRESH'] as const;

export interface EnvChanges {
  /** In the order in which `export` prints them. */
  readonly set: Readonly<Record<string, string>>;
  /** Variables of `parent` that the command must not have. */
  readonly unset: readonly string[];
}

/** What has to change in `parent` for a command, or a shell, that is to use the session. */
function childChanges(parent: Env, child: ChildSession): EnvChanges {
  const { session, settings = {}, lost = {} } = child;
  const set: Record<string, string> = {
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: expirationText(session),
  };
  const out: string[] = [...REMOVED];
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) out.push(name);
    else set[name] = value;
  }
  set[MARKER] = child.marker ?? sessionMarker(child, session.accessKeyId, settings, lost, parent);
  return { set, unset: out.filter((name) => parent[name] !== undefined && set[name] === undefined) };
}

/**
 * The command's environment where the credentials come from the server at `address`. `hidden` are variables that keep the
 * AWS files from it: SDKs prefer keys and roles of `[default]` to a server.
 */
export function servedEnv(ours: Env, obtained: ObtainedSession, address: ServerAddress, hidden: Env): Env {
  const { marker: _, outerEnv, parent = outerEnv ?? ours, ...child } = obtained;
  const env: Record<string, string | undefined> = { ...helperEnv(parent) };
  for (const name of [...REMOVED, ...SESSION_VARIABLES, ...BEFORE_SERVER]) delete env[name];
  // A profile in which settings are looked up may name a role, which would come before the server.
  const { AWS_DEFAULT_PROFILE: _default, AWS_PROFILE: _profile, ...rest } = child.settings ?? {};
  const settings: Env = { ...rest, ...hidden };
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  const { uri, token } = address;
  const served = sessionMarker(child, token, settings, child.lost ?? {}, parent, true);
  return Object.assign(env, { [SERVER_URI]: uri, [SERVER_TOKEN]: token, [MARKER]: served });
}

/** The command's environment: `parent` with the session in it. `parent` is not changed. */
export function childEnv(parent: Env, child: ChildSession): Env {
  const env: Record<string, string | undefined> = { ...helperEnv(parent) };
  const { set, unset } = childChanges(parent, child);
  for (const name of unset) delete env[name];
  return Object.assign(env, set);
}

/**
 * What has to change in a shell with `env` for its commands to have the environment that `childEnv` gives. Secrets that are
 * meant for mfa-exec stay: the next call from that shell needs them.
 */
export function shellChanges(env: Env, obtained: ObtainedSession): EnvChanges {
  const { parent = env } = obtained;
  const marked = obtained.marker === undefined && { names: { ...obtained.names, exported: true } };
  const { set, unset } = childChanges(parent, { ...obtained, ...marked });
  // What an outer mfa-exec set and this session has not.
  const former = Object.entries(parent).filter(
    ([name, value]) => env[name] !== value && set[name] === undefined,
  );
  const gone = Object.keys(env).filter((name) => parent[name] === undefined && set[name] === undefined);
  return {
    set: { ...Object.fromEntries(former.map(([name, value = '']) => [name, value])), ...set },
    unset: [...unset.filter((name) => env[name] !== undefined), ...gone],
  };
}

/** ISO 8601 to the second, as AWS writes it: botocore and the SDKs read `AWS_CREDENTIAL_EXPIRATION` so. */
export function expirationText({ expiresAt }: Pick<Session, 'expiresAt'>): string {
  return new Date(expiresAt).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
