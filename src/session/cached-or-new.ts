/** Finds a cached session, or lets one process obtain a new one for all that wait. */
import { type ErrorCode, MfaExecError } from '../base/errors.ts';
import type { Flight, PassedOver } from '../base/flight.ts';
import { cacheKey, userKey } from '../identity/cache-key.ts';
import type { SessionDeps } from '../identity/deps.ts';
import { isAwaited } from '../identity/helper-env.ts';
import type { Request } from '../identity/request.ts';
import { chained } from '../identity/role-duration.ts';
import type { Identity } from '../identity/types.ts';
import { FORBIDDEN, noCode } from '../mfa/no-prompt.ts';
import { hasOwnCode, mayGetCode } from '../mfa/token-code-source.ts';
import type { TradeStart } from '../mfa/trade-code.ts';
import { expirationText } from './child-env.ts';
import type { RoleRefusals } from './codec.ts';
import { ignoredOptions } from './ignored-options.ts';
import { keep, readLast } from './keep.ts';
import type { RoleSource } from './role.ts';
import { isFresh, type Session, SOURCE_TTL_MS } from './session.ts';

/** Failures that concern one process alone: another may have a terminal, another store or another code. */
const OWN_FAILURES: ReadonlySet<ErrorCode> = new Set([
  'PROMPT_UNAVAILABLE',
  'STORE_UNAVAILABLE',
  'STORE_FAILED',
  'STORE_SEALED',
  'MFA_CODE_FORMAT',
]);

const CANCELLED_ELSEWHERE =
  'another mfa-exec was asking for the code of this session, and it was cancelled there';

/** Why a cached session does not do, and what to begin with for a new one. */
interface Renewal extends TradeStart {
  /** AWS denied a role to this one. */
  readonly than?: Session | undefined;
}

/** Returns a cached session of `identity`, else a new one. One process obtains it for all that wait for it. */
export async function sessionFor(
  identity: Identity,
  request: Request,
  deps: SessionDeps,
  { than, ...start }: Renewal = {},
): Promise<Session> {
  const key = cacheKey(identity);
  const startedAt = deps.clock.now();
  const last = await readLast(key, deps);
  const isOther = ({ accessKeyId }: Session) => accessKeyId !== than?.accessKeyId;
  if (
    last !== undefined &&
    !request.refresh &&
    isOther(last.session) &&
    isFreshEnough(last.session, request, deps)
  ) {
    tellIgnored(request, last.session, deps);
    return last.session;
  }
  if (isAwaited(deps.env, userKey(identity))) throw endless();

  let mine = false;
  const flight: Flight<Session> = {
    // With --refresh a session serves if it was obtained while this process waited for its turn.
    again: async () => {
      const again = (await readLast(key, deps))?.session;
      if (again === undefined || !isOther(again) || !isFreshEnough(again, request, deps)) return undefined;
      return !request.refresh || again.issuedAt >= startedAt ? again : undefined;
    },
    work: async () => {
      mine = true;
      // A store that was named and does not work is found before a code is spent.
      if (request.store !== 'auto') await deps.store?.check?.();
      const user = userKey(identity);
      const logout = deps.logouts.last(user);
      const session = await mint(identity, request, deps, last?.session, start);
      // What AWS denied to the session before, it denied to a new code.
      await keep(key, { session, user, refused: than && last?.refused }, logout, deps);
      return session;
    },
    shares: ({ code }) => !OWN_FAILURES.has(code),
    hasCode: hasOwnCode(identity, request),
    passedOver: (holder) => tellPassedOver(holder, deps),
    waiting: (pid, isInSight) => {
      // A line would stand in the middle of the question that the other one asks on this terminal.
      deps.reporter[isInSight ? 'debug' : 'info'](
        `waiting for process ${pid}, which is getting this session`,
      );
    },
  };
  // Nobody is waited for either: the lock holder may be asking a person who is not there.
  if (!mayGetCode(identity, request) && !(await hasSource(identity, request, deps))) {
    throw noCode(FORBIDDEN, identity.profile, request);
  }
  try {
    const singleFlight = await deps.singleFlight();
    return await singleFlight.run(key, flight);
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

/** A new session. What it takes is loaded here: a cached call does without. */
async function mint(
  identity: Identity,
  request: Request,
  deps: SessionDeps,
  last: Session | undefined,
  start: TradeStart,
): Promise<Session> {
  const role = identity.roles.at(-1);
  if (role === undefined) {
    const { mintUserSession } = await import('./mint.ts');
    return mintUserSession(identity, request, deps, last?.label.mfaSerial, start);
  }
  const { newRoleSession } = await import('./role.ts');
  return newRoleSession(identity, role, request, deps, roleSource(identity, request, deps), last);
}

function roleSource(identity: Identity, request: Request, deps: SessionDeps): RoleSource {
  const below = { ...identity, roles: identity.roles.slice(0, -1).map(chained) };
  const { '--role-duration': _, ...given } = request.given;
  // Any session that still lives can assume the role: --min-ttl is about the one that the command gets.
  const minTtlMs = Math.min(request.minTtlMs, SOURCE_TTL_MS);
  const key = cacheKey(below);
  return {
    cached: () => readLast(key, deps),
    get: (start, than) => sessionFor(below, { ...request, given, minTtlMs }, deps, { ...start, than }),
    async remember({ accessKeyId }, role, refusal) {
      const logout = deps.logouts.last(userKey(identity));
      const stored = await readLast(key, deps);
      if (stored?.session.accessKeyId !== accessKeyId) return;
      const { [role]: _former, ...others } = stored.refused ?? {};
      const refused: RoleRefusals = refusal === undefined ? others : { ...others, [role]: refusal };
      await keep(key, { ...stored, refused }, logout, deps);
    },
  };
}

/** Whether the role can be assumed with a cached session, so that no holder of its lock has to ask for a code. */
async function hasSource(identity: Identity, request: Request, deps: SessionDeps): Promise<boolean> {
  if (identity.roles.length === 0 || request.refresh) return false;
  const source = await readLast(cacheKey({ ...identity, roles: [] }), deps);
  return source !== undefined && isFresh(source.session, deps.clock.now(), SOURCE_TTL_MS);
}

function isFreshEnough(session: Session, request: Request, deps: SessionDeps): boolean {
  const fresh = isFresh(session, deps.clock.now(), request.minTtlMs);
  const end = expirationText(session);
  deps.reporter.debug(fresh ? `cached session until ${end}` : `the cached session ends at ${end}: too soon`);
  return fresh;
}

function tellPassedOver({ pid, why }: PassedOver, { reporter }: SessionDeps): void {
  const getting = `process ${pid}, which is getting this session`;
  if (why === 'stopped') reporter.info(`not waiting for ${getting}: it is stopped (to continue it: fg)`);
  else if (why === 'asking')
    reporter.debug(`not waiting for ${getting}: it asks a person, and a code is at hand`);
  else reporter.info(`no longer waiting for ${getting}: nobody answers it`);
}

function tellIgnored(request: Request, session: Session, deps: SessionDeps): void {
  const ignored = ignoredOptions(request, session);
  if (ignored !== undefined) deps.reporter.info(ignored);
}

/** Without this check each would wait for the other until the helper times out, or start more without end. */
function endless(): MfaExecError {
  return new MfaExecError(
    'CONFIG',
    'the credential_process or mfa_process of a session asks for that session itself, and would never get it',
    { hint: 'let it run mfa-exec with the profile of another user: --profile NAME' },
  );
}
