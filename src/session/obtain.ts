/** Obtains the session for a request: the outer call's, a cached one, or a new one. */
import { MfaExecError } from '../base/errors.ts';
import type { Env } from '../base/ports.ts';
import { accountOf } from '../identity/account.ts';
import { cacheKey, userKey } from '../identity/cache-key.ts';
import { overruledTwins } from '../identity/child-settings.ts';
import type { SessionDeps } from '../identity/deps.ts';
import { identify } from '../identity/identify.ts';
import { namedProfile } from '../identity/profile.ts';
import type { Request } from '../identity/request.ts';
import { sessionFor } from './cached-or-new.ts';
import type { ObtainedSession } from './child-env.ts';
import { withInherited } from './inherited-source.ts';
import { type InheritedSession, inheritedSession } from './marker.ts';
import { description, sessionNames } from './names.ts';
import { isFresh, Session } from './session.ts';

/** A session for the request: inherited, cached or new, in this order. */
export async function obtainSession(request: Request, deps: SessionDeps): Promise<ObtainedSession> {
  const obtained = await obtainTwice(request, deps);
  return request.keepProfile ? keepingProfile(obtained, deps.env) : obtained;
}

async function obtainTwice(request: Request, deps: SessionDeps): Promise<ObtainedSession> {
  try {
    return await obtainOnce(request, deps);
  } catch (error) {
    // Another process rotated the keys meanwhile: once more, with those of now.
    if (!(error instanceof MfaExecError) || error.code !== 'KEYS_CHANGED') throw error;
    return obtainOnce(request, deps);
  }
}

/** The session for a command that is to find its profile in `AWS_PROFILE`. Keys of the environment have none. */
function keepingProfile(obtained: ObtainedSession, env: Env): ObtainedSession {
  const { profile } = obtained.names;
  if (profile === undefined || obtained.settings?.['AWS_PROFILE'] === profile) return obtained;
  return {
    ...obtained,
    settings: { ...obtained.settings, AWS_PROFILE: profile },
    parent: obtained.parent ?? inheritedSession(env)?.outerEnv,
    // That of an outer call does not know of the variable: a new one is made.
    marker: undefined,
  };
}

async function obtainOnce(request: Request, deps: SessionDeps): Promise<ObtainedSession> {
  const inherited = await withServed(inheritedSession(deps.env), deps);
  if (inherited !== undefined && namedProfile(request, inherited.outerEnv) === undefined) {
    const { nestedSession } = await import('./nested.ts');
    return nestedSession(request, inherited, deps);
  }
  return namedSession(request, inherited, deps);
}

/** That of the profile that is named here, or of the default. */
async function namedSession(
  request: Request,
  inherited: InheritedSession | undefined,
  deps: SessionDeps,
): Promise<ObtainedSession> {
  const env = inherited?.outerEnv ?? deps.env;
  const identity = await identify(request, deps, env);
  deps.reporter.debug(description(identity));
  const key = cacheKey(identity);
  const isHere =
    inherited?.key === key &&
    !request.refresh &&
    isFresh(inherited.session, deps.clock.now(), request.minTtlMs);
  const session = isHere
    ? inherited.session
    : await sessionFor(identity, request, { ...deps, store: withInherited(deps, inherited) });
  const settings = {
    AWS_ACCOUNT_ID:
      (isHere ? inherited.settings['AWS_ACCOUNT_ID'] : undefined) ??
      accountOf(identity, session.label.mfaSerial),
    ...identity.childSettings,
    ...overruledTwins(request, env),
  };
  return {
    key,
    user: userKey(identity),
    names: sessionNames(request, identity, { ...env, ...settings }, deps.awsFiles),
    lost: inherited?.lost,
    parent: inherited?.outerEnv,
    session,
    settings,
  };
}

/** `inherited` with the session that the outer call's server gives; without a server it counts as ended. */
async function withServed(
  inherited: InheritedSession | undefined,
  deps: SessionDeps,
): Promise<InheritedSession | undefined> {
  if (inherited?.server === undefined) return inherited;
  const { uri, token } = inherited.server;
  const issued = await deps.askServer(uri, token);
  if (issued === undefined) {
    deps.reporter.debug('the server of the outer mfa-exec gives no session');
    return inherited;
  }
  const session = new Session({ ...issued, issuedAt: Number.NEGATIVE_INFINITY, label: {} });
  return { ...inherited, session };
}
