/** Obtains the session for a request: the outer call's, a cached one, or a new one. */
import { shortKeyId } from '../base/aws-text.ts';
import { MfaExecError } from '../base/errors.ts';
import type { Env } from '../base/ports.ts';
import { cacheKey, userKey } from '../identity/cache-key.ts';
import { childSettings, overruledTwins } from '../identity/child-settings.ts';
import type { SessionDeps } from '../identity/deps.ts';
import { identify } from '../identity/identify.ts';
import { namedProfile } from '../identity/profile.ts';
import type { Request } from '../identity/request.ts';
import type { Identity } from '../identity/types.ts';
import { sessionFor } from './cached-or-new.ts';
import { type ChildSession, expirationText } from './child-env.ts';
import { withInherited } from './inherited-source.ts';
import { type InheritedSession, inheritedSession } from './marker.ts';
import { isFresh, type Session } from './session.ts';

export interface ObtainedSession extends ChildSession {
  /** Our environment without what an outer mfa-exec put there, where its session is not the one that is handed on. */
  readonly parent?: Env | undefined;
}

/** A session for the request: inherited, cached or new, in this order. */
export async function obtainSession(request: Request, deps: SessionDeps): Promise<ObtainedSession> {
  try {
    return await obtainOnce(request, deps);
  } catch (error) {
    // Another process rotated the keys meanwhile: once more, with those of now.
    if (!(error instanceof MfaExecError) || error.code !== 'KEYS_CHANGED') throw error;
    return obtainOnce(request, deps);
  }
}

async function obtainOnce(request: Request, deps: SessionDeps): Promise<ObtainedSession> {
  const inherited = inheritedSession(deps.env);
  const env = inherited?.outerEnv ?? deps.env;
  const fresh =
    inherited !== undefined &&
    !request.refresh &&
    isFresh(inherited.session, deps.clock.now(), request.minTtlMs);
  const profile = namedProfile(request, env);

  // Nothing names another identity: the session that is here already is the one that is meant.
  if (fresh && profile === undefined && request.roleArn === undefined) {
    deps.reporter.debug('the session of the outer mfa-exec is passed on');
    return passedOn(inherited, request);
  }

  const identity = await identityOf(request, deps, env, inherited);
  deps.reporter.debug(description(identity));
  const keys = { key: cacheKey(identity), user: userKey(identity) };
  if (inherited !== undefined) {
    if (fresh && inherited.key === keys.key) return passedOn(inherited, request, identity);
    // The outer call named its profile on its command line: taking the default now would change who calls.
    if (profile === undefined && inherited.user !== keys.user) throw unknownUser(inherited.session);
  }
  return {
    ...keys,
    parent: inherited?.outerEnv,
    session: await sessionFor(identity, request, { ...deps, store: withInherited(deps, inherited) }),
    settings: { ...identity.childSettings, ...overruledTwins(request, env) },
  };
}

/** Whose session it is, for `--verbose`. */
function description({ base, roles, endpoint }: Identity): string {
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

/**
 * The session that is here already. What the command finds beside it changes with a region that was asked for, and with
 * a profile that was named here (`identity`): two of one user's differ in nothing else.
 */
function passedOn(inherited: InheritedSession, request: Request, identity?: Identity): ObtainedSession {
  const { outerEnv, marker: _former, settings, ...session } = inherited;
  const { region } = request;
  const own = identity?.childSettings ?? {
    ...settings,
    ...(region !== undefined && childSettings({ region, env: {}, profile: {} })),
  };
  const wanted = { ...own, ...overruledTwins(request, outerEnv) };
  if (isSame(wanted, settings)) return { ...inherited };
  return { ...session, settings: wanted, parent: outerEnv };
}

function isSame(some: Env, others: Env): boolean {
  return [...Object.keys(some), ...Object.keys(others)].every((name) => some[name] === others[name]);
}

async function identityOf(
  request: Request,
  deps: SessionDeps,
  env: Env,
  inherited: InheritedSession | undefined,
): Promise<Identity> {
  try {
    return await identify(request, deps, env);
  } catch (error) {
    const nobody = error instanceof MfaExecError && ['PROFILE', 'BASE_CREDENTIALS'].includes(error.code);
    // What the outer call was given is gone from the environment: that nobody is found here is no fault of the files.
    if (nobody && inherited !== undefined && namedProfile(request, env) === undefined) {
      throw unknownUser(inherited.session);
    }
    throw error;
  }
}

function unknownUser(session: Session): MfaExecError {
  return new MfaExecError(
    'INHERITED_SESSION_ENDED',
    `the session here ends at ${expirationText(session)}, and only the mfa-exec that made it knows whose it is`,
    { hint: 'name the profile here too: --profile NAME; after an export: eval "$(mfa-exec export --unset)"' },
  );
}
