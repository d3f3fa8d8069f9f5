/** Obtains the session of a call inside an outer mfa-exec that names no profile. */
import { MfaExecError } from '../base/errors.ts';
import type { Env } from '../base/ports.ts';
import { shellWord } from '../base/shell-word.ts';
import { accountOf } from '../identity/account.ts';
import { cacheKey, userKey } from '../identity/cache-key.ts';
import { overruledTwins } from '../identity/child-settings.ts';
import type { SessionDeps } from '../identity/deps.ts';
import { identify } from '../identity/identify.ts';
import type { Request } from '../identity/request.ts';
import { REGION_VARIABLES } from '../identity/setting-variables.ts';
import type { Identity } from '../identity/types.ts';
import { sessionFor } from './cached-or-new.ts';
import { expirationText, type ObtainedSession } from './child-env.ts';
import { withInherited } from './inherited-source.ts';
import type { InheritedSession } from './marker.ts';
import { description, innerQuery, parts, sessionNames, surroundings } from './names.ts';
import { isFresh } from './session.ts';

/**
 * The session of a call that names no profile inside an outer mfa-exec: the outer call's identity and settings, whole. It
 * is passed on while it is fresh and holds here; else it is renewed by the names in the marker, and those must still
 * lead to the same keys and roles.
 *
 * @throws INHERITED_SESSION_ENDED where it cannot be renewed. It never becomes another identity.
 */
export async function nestedSession(
  request: Request,
  inherited: InheritedSession,
  deps: SessionDeps,
): Promise<ObtainedSession> {
  const { names, outerEnv } = inherited;
  const fresh = !request.refresh && isFresh(inherited.session, deps.clock.now(), request.minTtlMs);
  const isSameRole = request.roleArn === undefined || request.roleArn === names.roleArn;
  const isHere = request.region === undefined && surroundings(deps.env, deps.awsFiles) === names.around;
  if (fresh && isSameRole && isHere) {
    deps.reporter.debug('the session of the outer mfa-exec is passed on');
    return inherited.server === undefined ? inherited : { ...inherited, parent: outerEnv };
  }

  const query = innerQuery(request, inherited);
  const identity = await identityOf(query, inherited, deps);
  deps.reporter.debug(description(identity));
  const found = parts(identity);
  if (!names.keysGone && found.base !== names.base) throw somebodyElse(inherited);
  if (isSameRole && found.roles !== names.roles) throw somebodyElse(inherited);
  const isSame = found.roles === names.roles && found.place === names.place;
  if (!(fresh && isSame) && names.keysGone) throw keysGone(inherited);
  const store = withInherited(deps, inherited);
  const session = fresh && isSame ? inherited.session : await sessionFor(identity, query, { ...deps, store });
  const settings = {
    ...settingsHere(request, inherited, deps.env),
    AWS_ACCOUNT_ID:
      (isSame ? inherited.settings['AWS_ACCOUNT_ID'] : undefined) ??
      accountOf(identity, session.label.mfaSerial),
  };
  return {
    key: isSame ? inherited.key : cacheKey(identity),
    user: isSame ? inherited.user : userKey(identity),
    names: {
      ...sessionNames(query, identity, { ...outerEnv, ...settings }, deps.awsFiles),
      base: names.base,
      keysGone: names.keysGone,
      exported: names.exported,
    },
    lost: inherited.lost,
    parent: outerEnv,
    session,
    settings,
  };
}

/** What the outer call set, with `--region` in both spellings; and both as one where somebody changed one of them. */
function settingsHere(request: Request, { settings, outerEnv }: InheritedSession, env: Env): Env {
  const changed = REGION_VARIABLES.filter((name) => settings[name] === undefined && env[name]);
  const region = request.region ?? (changed.length === 1 ? env[changed[0] ?? ''] : undefined);
  const ours = REGION_VARIABLES.filter(
    (name) => request.region !== undefined || settings[name] !== undefined,
  );
  return {
    ...settings,
    ...(region === undefined ? {} : Object.fromEntries(ours.map((name) => [name, region]))),
    ...overruledTwins(request, outerEnv),
  };
}

async function identityOf(query: Request, inherited: InheritedSession, deps: SessionDeps): Promise<Identity> {
  const { names, outerEnv } = inherited;
  // Nothing is signed with these: they stand where the keys of the outer call stood.
  const gone = { AWS_ACCESS_KEY_ID: 'GONE', AWS_SECRET_ACCESS_KEY: 'GONE' };
  const env = names.keysGone ? { ...outerEnv, ...gone } : outerEnv;
  try {
    return await identify(query, deps, env);
  } catch (error) {
    if (!(error instanceof MfaExecError) || !['PROFILE', 'BASE_CREDENTIALS'].includes(error.code))
      throw error;
    throw somebodyElse(inherited, error);
  }
}

const UNDO = 'after an export: eval "$(mfa-exec export --unset)"';

function keysGone(inherited: InheritedSession): MfaExecError {
  return new MfaExecError(
    'INHERITED_SESSION_ENDED',
    `${sessionHere(inherited)} was made with keys that only the outer mfa-exec had in its environment`,
    {
      hint: `set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY again, or name a profile: --profile NAME; ${UNDO}`,
    },
  );
}

function somebodyElse(inherited: InheritedSession, cause?: MfaExecError): MfaExecError {
  const { profile } = inherited.names;
  const place = profile === undefined ? 'what made it' : `profile "${profile}"`;
  const why = cause === undefined ? 'leads to another identity now' : `cannot be used here: ${cause.message}`;
  return new MfaExecError(
    'INHERITED_SESSION_ENDED',
    `${sessionHere(inherited)} cannot be renewed: ${place} ${why}`,
    { hint: `name the profile that you want: --profile ${shellWord(profile ?? 'NAME')}; ${UNDO}`, cause },
  );
}

function sessionHere({ session, server }: InheritedSession): string {
  if (server === undefined) return `the session here (until ${expirationText(session)})`;
  return 'the session here, whose server is gone or gives none,';
}
