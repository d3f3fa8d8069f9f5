/** Sessions that a server gives to the command: the first one, and those that follow. */
import { MfaExecError } from '../base/errors.ts';
import type { Env } from '../base/ports.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';
import { type ChildSession, type ObtainedSession, servedEnv } from './child-env.ts';
import type { Handover, StartServer } from './handover.ts';
import { obtainSession } from './obtain.ts';
import { remembering } from './remembering.ts';
import type { ServedSession } from './renewing.ts';

/** Obtains a session, starts its server, and returns the command's environment. */
export async function serveSession(
  request: Request,
  deps: SessionDeps & { readonly startServer: StartServer },
): Promise<Env> {
  const store = remembering(deps.store);
  const obtained = await obtainSession(request, { ...deps, store });
  const { hidden, ...address } = await deps.startServer({
    request,
    env: deps.env,
    session: issued(obtained),
    isUsers: isUsers(obtained),
    accountId: obtained.settings?.['AWS_ACCOUNT_ID'],
    profile: obtained.names.profile,
    identity: identityPrint(obtained),
    entries: [...store.entries],
  });
  return servedEnv(deps.env, obtained, address, hidden);
}

/** A later session of the one that was handed over. Throws where its names lead to another identity by now. */
export async function nextSession(
  request: Request,
  { identity, profile }: Pick<Handover, 'identity' | 'profile'>,
  deps: SessionDeps,
): Promise<ServedSession> {
  const obtained = await obtainSession(request, deps);
  if (identityPrint(obtained) !== identity) {
    const what = profile === undefined ? 'what made the session' : `profile "${profile}"`;
    throw new MfaExecError('INHERITED_SESSION_ENDED', `${what} leads to another identity now`, {
      hint: 'start the command again',
    });
  }
  return { ...issued(obtained), isUsers: isUsers(obtained) };
}

function issued({ session }: ObtainedSession) {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = session;
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
}

const isUsers = ({ key, user }: ChildSession) => key === user;

function identityPrint({ names: { base, roles, place } }: ChildSession): string {
  return [base, roles, place].join(' ');
}
