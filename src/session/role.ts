/**
 * New sessions of roles. AWS counts a role that is assumed with any temporary credentials as role chaining, and gives
 * it an hour at most: a longer one needs the long-term keys and a code of its own. And a role may demand a fresh code
 * (`aws:MultiFactorAuthAge` in its trust policy), which AWS answers with a plain AccessDenied.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
import { formatDuration } from '../base/duration.ts';
import { MfaExecError } from '../base/errors.ts';
import type { RoleSpec } from '../base/ports.ts';
import { cacheKey } from '../identity/cache-key.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';
import { CHAINED_SECONDS } from '../identity/role-duration.ts';
import type { Identity } from '../identity/types.ts';
import { loginLine } from '../mfa/no-prompt.ts';
import { mayGetCode } from '../mfa/token-code-source.ts';
import type { TradeStart } from '../mfa/trade-code.ts';
import type { RoleRefusal, StoredSession } from './codec.ts';
import { mintDirectRoleSession, mintRoleSession } from './mint.ts';
import { isFresh, type Session, SOURCE_TTL_MS } from './session.ts';

/** The sessions that the role is assumed with: the user's, or that of the role before it. */
export interface RoleSource {
  /** The cached one, ended or not. */
  cached(): Promise<StoredSession | undefined>;
  /** The cached one where it is fresh, else a new one; with `than`: one that was made later. */
  get(start?: TradeStart, than?: Session): Promise<Session>;
  /** Keeps with the user's `session` what AWS said no to; `undefined` forgets it. */
  remember(session: Session, role: string, refusal: RoleRefusal | undefined): Promise<void>;
}

interface RoleWork {
  readonly identity: Identity;
  /** With the seconds that are asked for. */
  readonly role: RoleSpec;
  readonly request: Request;
  readonly deps: SessionDeps;
  readonly source: RoleSource;
}

/**
 * A new session of the last role of `identity`; `last` is the one before. A person is asked for a code where the
 * user's session has ended, where the role is to last more than an hour, and once where AWS denies the role to a
 * session with an older code.
 */
export async function newRoleSession(
  identity: Identity,
  wanted: RoleSpec,
  request: Request,
  deps: SessionDeps,
  source: RoleSource,
  last: Session | undefined,
): Promise<Session> {
  const { durationSeconds: seconds, durationNote } = wanted;
  const isLong = seconds !== undefined && seconds > CHAINED_SECONDS;
  const role = isLong ? { ...wanted, durationSeconds: CHAINED_SECONDS } : wanted;
  const work = { identity, role, request, deps, source };
  // The session before was made after the same words.
  const level = last !== undefined && last.origin.roleSeconds === seconds ? 'debug' : 'info';
  const tell = (line: string) => deps.reporter[level](line);
  if (durationNote !== undefined) tell(durationNote);
  const session = await (async () => {
    if (!isLong) return throughSource(work);
    if (identity.roles.length === 1) return longSession(work, seconds);
    tell(`${wanted.arn} is assumed by another role: AWS gives it 1h, not ${formatDuration(seconds)}`);
    return throughSource(work);
  })();
  return session.withOrigin({ ...session.origin, roleSeconds: seconds });
}

/** Straight from the long-term keys; an hour of it, rather than none, where that cannot be. */
async function longSession(work: RoleWork, seconds: number): Promise<Session> {
  const { identity, role, request, deps, source } = work;
  const key = cacheKey(identity);
  const known = await source.cached();
  const refusal = known?.refused?.[key];
  // What AWS has refused before would cost a code in vain; the user's session costs none.
  if (refusal !== undefined && !request.refresh && (refusal === 'denied' || refusal <= seconds)) {
    deps.reporter.debug(`AWS has refused this role for ${formatDuration(seconds)} before: trying for 1h`);
    const session = await throughSource(work);
    // It is allowed by now, and may be for longer.
    if (refusal === 'denied') await source.remember(known?.session ?? session, key, undefined);
    return session;
  }
  let tokenCode: string | undefined;
  try {
    const device = known?.session.label.mfaSerial;
    const long = { ...role, durationSeconds: seconds };
    return await mintDirectRoleSession(identity, long, request, deps, device, (code) => {
      tokenCode = code;
    });
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    if (error.code === 'ROLE_DENIED' && known !== undefined) {
      await source.remember(known.session, key, 'denied');
    }
    const hasSource = known !== undefined && isFresh(known.session, deps.clock.now(), SOURCE_TTL_MS);
    if (error.code === 'PROMPT_UNAVAILABLE' && hasSource && !request.refresh) {
      deps.reporter.info(
        `a session of ${role.arn} for ${formatDuration(seconds)} needs a code, and nobody can be asked: it lasts 1h`,
      );
      return throughSource(work);
    }
    if (error.code !== 'ROLE_DURATION') throw error;
    deps.reporter.info(
      `${error.message}: it lasts 1h (duration_seconds or --role-duration may be up to the role's MaxSessionDuration)`,
    );
    return throughSource(work, { tokenCode, limit: seconds });
  }
}

/** With the user's session, or that of the role before; `limit`: AWS refused the role for so many seconds. */
async function throughSource(work: RoleWork, start: TradeStart & { limit?: number } = {}): Promise<Session> {
  const { identity, role, deps, source } = work;
  const startedAt = deps.clock.now();
  const session = await source.get(start);
  if (start.limit !== undefined) await source.remember(session, cacheKey(identity), start.limit);
  try {
    return await mintRoleSession(identity, role, session, deps);
  } catch (error) {
    // A role's session has no code in it that could be too old.
    if (!isDenial(error) || identity.roles.length > 1) throw error;
    if (session.issuedAt < startedAt) return withNewCode(work, session, error);
    await source.remember(session, cacheKey(identity), 'denied');
    throw error;
  }
}

/** Once more with a new session of the user, where there is hope: `denial` was of the older one. */
async function withNewCode(work: RoleWork, older: Session, denial: MfaExecError): Promise<Session> {
  const { identity, role, request, deps, source } = work;
  const key = cacheKey(identity);
  const login =
    loginLine(identity.profile, request, { refresh: true }) ?? "--mfa-process 'COMMAND' or --token-code CODE";
  const known = await source.cached();
  if (known?.refused?.[key] === 'denied') {
    throw withHint(denial, `${denial.hint}; to try a new code all the same: ${login}`);
  }
  const inTerminal = `the role may want a recent code: \`${login}\` in a terminal; if not, ${denial.hint}`;
  if (!mayGetCode(identity, request)) throw withHint(denial, inTerminal);
  const problem = `${denial.message} with a code of before: it may want a new one`;
  const newer = await source.get({ problem }, older).catch((error: unknown) => {
    const nobody = error instanceof MfaExecError && error.code === 'PROMPT_UNAVAILABLE';
    throw nobody ? withHint(denial, inTerminal) : error;
  });
  try {
    return await mintRoleSession(identity, role, newer, deps);
  } catch (error) {
    if (isDenial(error)) await source.remember(newer, key, 'denied');
    throw error;
  }
}

function isDenial(error: unknown): error is MfaExecError {
  return error instanceof MfaExecError && error.code === 'ROLE_DENIED';
}

function withHint({ code, message }: MfaExecError, hint: string): MfaExecError {
  return new MfaExecError(code, message, { hint });
}
