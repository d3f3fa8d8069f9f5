/** Recognises an environment that an outer mfa-exec made, and marks the command's. */
import { isCredentialText } from '../base/aws-text.ts';
import type { Env } from '../base/ports.ts';
import { sha256Hex } from '../base/sha256.ts';
import { isSettingVariable } from '../identity/setting-variables.ts';
import {
  decodeMarker,
  encodeMarker,
  isName,
  type Marker,
  type SessionNames,
  type SetVariable,
} from './marker-text.ts';
import { FILE_VARIABLES, SERVER_TOKEN, SERVER_URI, type ServerAddress } from './server-variables.ts';
import { Session } from './session.ts';

/** The variable that tells a nested mfa-exec about the session it runs in; nothing in it is secret. */
export const MARKER = 'MFA_EXEC_SESSION';

export const SESSION_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
] as const;

/** A session that an outer mfa-exec put into the environment. */
export interface InheritedSession {
  readonly session: Session;
  /** Cache key of the session, and of the user session behind it. */
  readonly key: string;
  readonly user: string;
  readonly names: SessionNames;
  /** Absent where the marker of the command must be another one. */
  readonly marker?: string | undefined;
  /** The server that gives the session, which has ended as far as is known here. */
  readonly server?: ServerAddress | undefined;
  /** What was set beside it, as far as nobody has changed it since. */
  readonly settings: Record<string, string>;
  /** See `Marker.lost`. */
  readonly lost: Readonly<Record<string, string>>;
  /** The environment without the session and what was set beside it. */
  readonly outerEnv: Env;
}

/** Variables that may be kept in the marker when they are taken out: none can hold a secret. */
const RESTORABLE = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ACCOUNT_ID'] as const;
/** Their former values never come back for a nested call: it would run as another profile than the outer call's. */
const NAMES_OF_PROFILES: ReadonlySet<string> = new Set(['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']);

/**
 * The marker's value for a session that is put into `parent` with `settings`, of which an undefined value takes the
 * variable out. `idOf` is its access key id; the server's token where it is `served`.
 */
export function sessionMarker(
  { key, user, names }: { readonly key: string; readonly user: string; readonly names: SessionNames },
  idOf: string,
  settings: Env,
  lost: Readonly<Record<string, string>>,
  parent: Env,
  served = false,
): string {
  const set: Record<string, SetVariable> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    const former = NAMES_OF_PROFILES.has(name) ? undefined : parent[name];
    set[name] = { print: fingerprint(value), former };
  }
  const gone: Record<string, string> = { ...lost };
  for (const name of RESTORABLE) {
    const value = parent[name];
    const isTaken = set[name] === undefined || NAMES_OF_PROFILES.has(name);
    if (value && isTaken && isName(value)) gone[name] = value;
  }
  return encodeMarker({ ...names, key, user, id: fingerprint(idOf), set, lost: gone, served });
}

/** Returns the session that mfa-exec put into `env`, or `undefined` if there is none or something replaced it. */
export function inheritedSession(env: Env): InheritedSession | undefined {
  const text = env[MARKER] ?? '';
  const marker = decodeMarker(text);
  if (marker?.served) return servedSession(marker, env);
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  const expiresAt = Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? '');
  if (
    marker === undefined ||
    !isCredentialText(accessKeyId) ||
    !isCredentialText(secretAccessKey) ||
    !isCredentialText(sessionToken) ||
    Number.isNaN(expiresAt)
  ) {
    return undefined;
  }
  const { key, user, id, set, lost, ...names } = marker;
  if (fingerprint(accessKeyId) !== id) return undefined;
  const { settings, outerEnv } = withoutSettings(set, env, [...SESSION_VARIABLES, MARKER]);
  const session = new Session({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiresAt,
    issuedAt: Number.NEGATIVE_INFINITY,
    label: {},
  });
  return { session, key, user, names, marker: text, settings, lost, outerEnv };
}

/** What is known of a session that a server gives: whose it is. */
function servedSession(marker: Marker, env: Env): InheritedSession | undefined {
  const { key, user, id, set, lost, served: _, ...names } = marker;
  const [uri, token] = [env[SERVER_URI], env[SERVER_TOKEN]];
  if (!uri || !token || fingerprint(token) !== id) return undefined;
  // Every SDK prefers these, so somebody means them.
  if (env['AWS_ACCESS_KEY_ID'] || env['AWS_SECRET_ACCESS_KEY']) return undefined;
  const { settings, outerEnv } = withoutSettings(set, env, [SERVER_URI, SERVER_TOKEN, MARKER]);
  for (const name of FILE_VARIABLES) delete settings[name];
  const session = new Session({
    accessKeyId: '',
    secretAccessKey: '',
    sessionToken: '',
    expiresAt: 0,
    issuedAt: Number.NEGATIVE_INFINITY,
    label: {},
  });
  return { session, key, user, names, server: { uri, token }, settings, lost, outerEnv };
}

/** The settings that stand in `env` as they were set, and `env` without them and without `names`. */
function withoutSettings(set: Marker['set'], env: Env, names: readonly string[]) {
  const outerEnv: Record<string, string | undefined> = { ...env };
  for (const name of names) delete outerEnv[name];
  const settings: Record<string, string> = {};
  for (const [name, { former }] of unchanged(set, env)) {
    settings[name] = env[name] ?? '';
    if (former === undefined) delete outerEnv[name];
    else outerEnv[name] = former;
  }
  return { settings, outerEnv };
}

/** `env` with the AWS files that a server keeps from its command: mfa-exec itself reads them. */
export function withOwnFiles(env: Env): Env {
  if (!FILE_VARIABLES.some((name) => env[name])) return env;
  const marker = decodeMarker(env[MARKER] ?? '');
  const files = unchanged(marker?.set ?? {}, env).filter(([name]) => isFileVariable(name));
  return { ...env, ...Object.fromEntries(files.map(([name, { former }]) => [name, former])) };
}

const isFileVariable = (name: string) => FILE_VARIABLES.some((known) => known === name);

/**
 * What takes the marked session out of `env` again: the variables to set, with their values, and those to remove. A
 * variable that was changed since stays.
 */
export function undoChanges(env: Env): { readonly set: Env; readonly unset: readonly string[] } {
  const marker = decodeMarker(env[MARKER] ?? '');
  const set: Record<string, string> = {};
  const unset: string[] = marker?.served
    ? [SERVER_URI, SERVER_TOKEN, MARKER]
    : [...SESSION_VARIABLES, MARKER];
  for (const [name, { former }] of unchanged(marker?.set ?? {}, env)) {
    const value = former ?? marker?.lost[name];
    if (value === undefined) unset.push(name);
    else set[name] = value;
  }
  for (const [name, value] of Object.entries(marker?.lost ?? {})) {
    if (env[name] === undefined) set[name] = value;
  }
  return { set, unset };
}

/** A value that somebody set since, as a recipe does for one command, is the environment's own. */
function unchanged(set: Marker['set'], env: Env): readonly (readonly [name: string, SetVariable])[] {
  return Object.entries(set).filter(([name, { print }]) => {
    const value = env[name];
    return isSettingVariable(name) && value !== undefined && fingerprint(value) === print;
  });
}

/** Twelve hex digits that tell values apart. */
export function fingerprint(text: string): string {
  return sha256Hex(text).slice(0, 12);
}
