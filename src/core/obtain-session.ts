import { cacheKey, userKey } from './cache-key.ts';
import { type ChildSession, expirationText } from './child-env.ts';
import { childSettings } from './child-settings.ts';
import type { SessionDeps } from './deps.ts';
import { type ErrorCode, MfaExecError } from './errors.ts';
import { isAwaited } from './helper-env.ts';
import type { Identity } from './identity.ts';
import { mintRoleSession, mintUserSession } from './mint.ts';
import type { Env, Flight } from './ports.ts';
import { namedProfile, profilesToLoad } from './profile.ts';
import type { Request } from './request.ts';
import { resolveIdentity } from './resolve-identity.ts';
import { isFresh, type Session } from './session.ts';
import { decodeSession, encodeSession } from './session-codec.ts';
import { type InheritedSession, inheritedSession } from './session-marker.ts';

/** What the session behind a role must have left for one call to STS. */
const SOURCE_TTL_MS = 10_000;

/** Failures of one process alone: one that waits may have a terminal, another store or another code. */
const OWN_FAILURES: ReadonlySet<ErrorCode> = new Set([
  'PROMPT_UNAVAILABLE',
  'STORE_UNAVAILABLE',
  'STORE_FAILED',
  'MFA_CODE_FORMAT',
]);

const CANCELLED_ELSEWHERE =
  'another mfa-exec was asking for the code of this session, and it was cancelled there';

export interface ObtainedSession extends ChildSession {
  /** Our environment without what an outer mfa-exec put there, where its session is not the one that is handed on. */
  readonly parent?: Env | undefined;
}

/** A session for the request: inherited, cached or new, in this order. */
export async function obtainSession(request: Request, deps: SessionDeps): Promise<ObtainedSession> {
  const inherited = inheritedSession(deps.env);
  const env = inherited?.outerEnv ?? deps.env;
  const fresh =
    inherited !== undefined &&
    !request.refresh &&
    isFresh(inherited.session, deps.clock.now(), request.minTtlMs);
  const profile = namedProfile(request, env);

  // Nothing names another identity: the session that is here already is the one that is meant.
  if (fresh && profile === undefined && request.roleArn === undefined) return passedOn(inherited, request);

  const identity = await identityOf(request, deps, env, inherited);
  const keys = { key: cacheKey(identity), user: userKey(identity) };
  if (inherited !== undefined) {
    if (fresh && inherited.key === keys.key) return passedOn(inherited, request);
    // The outer call named its profile on its command line: taking the default now would change who calls.
    if (profile === undefined && inherited.user !== keys.user) throw unknownUser(inherited.session);
  }
  return {
    ...keys,
    parent: inherited?.outerEnv,
    session: await sessionFor(identity, request, deps),
    settings: identity.childSettings,
  };
}

/** The session that is here already; only a region that was asked for changes what the command finds. */
function passedOn(inherited: InheritedSession, { region }: Request): ObtainedSession {
  if (region === undefined) return { ...inherited };
  const { outerEnv, marker: _former, settings, ...session } = inherited;
  return {
    ...session,
    settings: { ...settings, ...childSettings({ region, env: {}, profile: {} }) },
    parent: outerEnv,
  };
}

async function identityOf(
  request: Request,
  deps: SessionDeps,
  env: Env,
  inherited: InheritedSession | undefined,
): Promise<Identity> {
  const config = await deps.awsFiles.load(profilesToLoad(request, env));
  try {
    return resolveIdentity(request, config, env);
  } catch (error) {
    const nobody = error instanceof MfaExecError && ['PROFILE', 'BASE_CREDENTIALS'].includes(error.code);
    // What the outer call was given is gone from the environment: that nobody is found here is no fault of the files.
    if (nobody && inherited !== undefined && namedProfile(request, env) === undefined) {
      throw unknownUser(inherited.session);
    }
    throw error;
  }
}

/** A cached session of `identity`, else a new one that one process obtains for all that wait for it. */
async function sessionFor(identity: Identity, request: Request, deps: SessionDeps): Promise<Session> {
  const key = cacheKey(identity);
  const startedAt = deps.clock.now();
  const cached = await readFresh(key, request, deps);
  if (cached !== undefined && !request.refresh) return cached;
  if (isAwaited(deps.env, userKey(identity))) throw endless();

  let mine = false;
  const flight: Flight<Session> = {
    // With --refresh a session serves if it was obtained while this process waited for its turn.
    again: async () => {
      const again = await readFresh(key, request, deps);
      return again !== undefined && (!request.refresh || again.issuedAt >= startedAt) ? again : undefined;
    },
    work: async () => {
      mine = true;
      // A store that was named and does not work is found before a code is spent.
      if (request.store !== 'auto') await deps.store?.check?.();
      const session = await mint(identity, request, deps);
      await keep(key, identity, session, deps);
      return session;
    },
    shares: ({ code }) => !OWN_FAILURES.has(code),
    waiting: (pid) => deps.reporter.info(`waiting for process ${pid}, which is getting this session`),
  };
  try {
    return await deps.singleFlight.run(key, flight);
  } catch (error) {
    const elsewhere = !mine && error instanceof MfaExecError && error.code === 'PROMPT_CANCELLED';
    if (elsewhere) {
      throw new MfaExecError('PROMPT_CANCELLED_ELSEWHERE', CANCELLED_ELSEWHERE, {
        hint: 'run the command again to be asked here',
      });
    }
    throw error;
  }
}

async function mint(identity: Identity, request: Request, deps: SessionDeps): Promise<Session> {
  const role = identity.roles.at(-1);
  if (role === undefined) return mintUserSession(identity, request, deps);
  // Any session that still lives can assume the role: --min-ttl is about the one that the command gets.
  const minTtlMs = Math.min(request.minTtlMs, SOURCE_TTL_MS);
  const below = { ...identity, roles: identity.roles.slice(0, -1) };
  const source = await sessionFor(below, { ...request, minTtlMs }, deps);
  return mintRoleSession(identity, role, source, deps);
}

async function readFresh(key: string, request: Request, deps: SessionDeps): Promise<Session | undefined> {
  const text = await deps.store?.read(key);
  if (text === undefined) return undefined;
  const stored = decodeSession(text);
  if (stored === undefined) {
    deps.reporter.debug('the cached entry is unreadable or of another version; it will be replaced');
    return undefined;
  }
  const { session } = stored;
  if (!isFresh(session, deps.clock.now(), request.minTtlMs)) {
    deps.reporter.debug(`the cached session ends at ${new Date(session.expiresAt).toISOString()}: too soon`);
    return undefined;
  }
  deps.reporter.debug(`cached session until ${new Date(session.expiresAt).toISOString()}`);
  return session;
}

/** A store that fails now does not waste the code that was spent: the command runs all the same. */
async function keep(key: string, identity: Identity, session: Session, deps: SessionDeps): Promise<void> {
  if (deps.store === undefined) return;
  try {
    await deps.store.write(key, encodeSession({ session, user: userKey(identity) }), session.expiresAt);
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    deps.reporter.warn(`the session could not be cached: ${error.message}`);
  }
}

/** Without this, each would wait for the other until the helper's time is up, or start another without end. */
function endless(): MfaExecError {
  return new MfaExecError(
    'CONFIG',
    'the credential_process or mfa_process of a session asks for that session itself, and would never get it',
    { hint: 'let it run mfa-exec with the profile of another user: --profile NAME' },
  );
}

function unknownUser(session: Session): MfaExecError {
  return new MfaExecError(
    'INHERITED_SESSION_ENDED',
    `the session here ends at ${expirationText(session)}, and only the mfa-exec that made it knows whose it is`,
    { hint: 'name the profile here too: --profile NAME; after an export: eval "$(mfa-exec export --unset)"' },
  );
}
