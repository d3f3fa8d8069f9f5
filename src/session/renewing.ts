/**
 * Keeps credentials fresh for as long as a command runs. What lives is handed out at once; the next session is obtained
 * ahead of time, for SDKs wait a second or two for an answer and a person takes longer to type a code.
 */
import { MfaExecError } from '../base/errors.ts';
import type { Clock, IssuedCredentials } from '../base/ports.ts';
import type { Request } from '../identity/request.ts';

/** The AWS CLI and boto3 ask for new credentials when less is left, most SDKs five minutes before the end. */
const EARLY_MS = 15 * 60_000;
/** A session with less left counts as ended: the request that it is for takes time too. */
const MARGIN_MS = 5_000;
/** How long a renewal may hold up an answer that could be given without it. The JavaScript SDK waits for 1 s. */
const PATIENCE_MS = 700;
/** How long a failure is believed before the next attempt. */
const THROTTLE_MS = 1_000;

/** Credentials as they are served. */
export interface ServedSession extends IssuedCredentials {
  /** A person's code is behind it: it is renewed no earlier than need be. */
  readonly isUsers: boolean;
}

export interface RenewingDeps {
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly request: Request;
  /** A session with more than `minTtlMs` of the request left. It must be of the same identity. */
  obtain(request: Request): Promise<ServedSession>;
}

/**
 * Returns a function that gives credentials. It throws what `obtain` does once they have ended and cannot be renewed; every
 * call after that looks again, but no more than one attempt runs at a time, nor starts within a second of a failure.
 */
export function renewing(first: ServedSession, deps: RenewingDeps): () => Promise<ServedSession> {
  const { clock, request } = deps;
  let held = { session: first, since: clock.now() };
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  let running: Promise<ServedSession> | undefined;
  /** A person who closed the dialog is not asked again: `mfa-exec login` revives the session. */
  let mayAsk = request.prompt;

  /** Milliseconds before its end at which the session is to be renewed. */
  function early(): number {
    const life = held.session.expiresAt - held.since;
    const ahead = held.session.isUsers ? 0 : Math.min(EARLY_MS, life / 2);
    return Math.max(request.minTtlMs, ahead);
  }

  async function attempt(): Promise<ServedSession> {
    try {
      const wish: Request = {
        ...request,
        minTtlMs: early(),
        // It served its purpose, or AWS took the code already.
        refresh: false,
        tokenCode: undefined,
        prompt: mayAsk,
        given: {},
      };
      const session = await deps.obtain(wish);
      held = { session, since: clock.now() };
      failure = undefined;
      mayAsk = request.prompt;
      return session;
    } catch (error) {
      if (error instanceof MfaExecError && error.code === 'PROMPT_CANCELLED') mayAsk = false;
      failure = { error, at: clock.now() };
      throw error;
    } finally {
      running = undefined;
    }
  }

  async function renew(): Promise<ServedSession> {
    if (running === undefined && failure !== undefined && clock.now() - failure.at < THROTTLE_MS) {
      throw failure.error;
    }
    running ??= attempt();
    return running;
  }

  return async () => {
    const { session } = held;
    const left = session.expiresAt - clock.now();
    if (left > early()) return session;
    const renewal = renew();
    if (left <= MARGIN_MS) return renewal;
    return Promise.race([renewal.catch(() => session), deps.sleep(PATIENCE_MS).then(() => session)]);
  };
}
