import type { Endpoint, IssuedCredentials, RoleSpec } from '../base/ports.ts';
import { shownUrl } from '../base/shown-url.ts';
import { visible } from '../base/visible.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';
import type { Identity } from '../identity/types.ts';
import { chooseDevice } from '../mfa/device.ts';
import { roleSessionName } from '../mfa/device-arn.ts';
import { codeSource } from '../mfa/token-code-source.ts';
import { type TradeStart, tradeCode } from '../mfa/trade-code.ts';
import { baseCredentials, changedKeys } from './base-credentials.ts';
import { expirationText } from './child-env.ts';
import { retireSessions } from './retire.ts';
import { Session, type SessionLabel, type SessionOrigin } from './session.ts';

/** A new session of the user, with an MFA code; `lastDevice` is the one that served before. */
export async function mintUserSession(
  identity: Identity,
  request: Request,
  deps: SessionDeps,
  lastDevice?: string,
  start?: TradeStart,
): Promise<Session> {
  // The variable may be meant for calls with a role.
  const roleDuration = request.given['--role-duration'];
  if (roleDuration?.startsWith('--')) deps.reporter.info(`${roleDuration} has no effect: there is no role`);
  const { base, mfaSerial, trade } = await withCode(identity, request, deps, lastDevice, start);
  const { durationSeconds } = request;
  const aws = await deps.aws();
  const issued = await trade((tokenCode) =>
    aws.getSessionToken(base, identity.endpoint, { mfaSerial, tokenCode, durationSeconds }),
  );
  const origin = { userSeconds: durationSeconds, baseKeyId: base.accessKeyId };
  return newSession(issued, labelOf(identity, mfaSerial), origin, deps);
}

/** A new session of `role`, assumed with `source`; nobody is asked. */
export async function mintRoleSession(
  identity: Identity,
  role: RoleSpec,
  source: Session,
  deps: SessionDeps,
): Promise<Session> {
  deps.reporter.debug(`assuming ${role.arn}`);
  const mfaSerial = source.label.mfaSerial ?? identity.mfaSerial;
  const sessionName = role.sessionName ?? roleSessionName(mfaSerial);
  const aws = await deps.aws();
  const issued = await aws.assumeRole(source, identity.endpoint, { ...role, sessionName });
  const { userSeconds, baseKeyId } = source.origin;
  return newSession(issued, labelOf(identity, mfaSerial, role), { userSeconds, baseKeyId }, deps);
}

/**
 * A new session of `role`, assumed with the long-term keys and a code: the only way to one of more than an hour.
 * `onCode` is told each code before AWS sees it.
 */
export async function mintDirectRoleSession(
  identity: Identity,
  role: RoleSpec,
  request: Request,
  deps: SessionDeps,
  lastDevice: string | undefined,
  onCode: (code: string) => void,
): Promise<Session> {
  deps.reporter.debug(`assuming ${role.arn} with the long-term keys, for ${role.durationSeconds} s`);
  const { base, mfaSerial, trade } = await withCode(identity, request, deps, lastDevice);
  const sessionName = role.sessionName ?? roleSessionName(mfaSerial);
  const aws = await deps.aws();
  const issued = await trade((tokenCode) => {
    onCode(tokenCode);
    return aws.assumeRole(base, identity.endpoint, { ...role, sessionName, mfaSerial, tokenCode });
  });
  return newSession(issued, labelOf(identity, mfaSerial, role), { baseKeyId: base.accessKeyId }, deps);
}

/** The keys, the device, and what gets codes of it. */
async function withCode(
  identity: Identity,
  request: Request,
  deps: SessionDeps,
  lastDevice: string | undefined,
  start?: TradeStart,
) {
  const base = await baseCredentials(identity, deps);
  if (identity.base.kind === 'process') await retireSessions(identity, base.accessKeyId, deps);
  const orChanged = changedKeys(identity, deps);
  const mfaSerial = await chooseDevice(identity, base, deps, lastDevice).catch(orChanged);
  deps.reporter.debug(`MFA device ${mfaSerial}, STS at ${place(identity.endpoint)}`);
  const source = codeSource(identity, request, deps);
  const trade = (call: (tokenCode: string) => Promise<IssuedCredentials>) =>
    tradeCode(source, mfaSerial, deps, call, start).catch(orChanged);
  return { base, mfaSerial, trade };
}

function place({ stsUrl, region }: Endpoint): string {
  return stsUrl === undefined ? region : visible(shownUrl(stsUrl));
}

function labelOf(
  { profile, endpoint }: Identity,
  mfaSerial: string | undefined,
  role?: RoleSpec,
): SessionLabel {
  return {
    profile,
    mfaSerial,
    ...(role && { roleArn: role.arn }),
    endpoint: endpoint.stsUrl === undefined ? undefined : shownUrl(endpoint.stsUrl),
  };
}

function newSession(
  issued: IssuedCredentials,
  label: SessionLabel,
  origin: SessionOrigin,
  deps: SessionDeps,
): Session {
  const session = new Session({ ...issued, issuedAt: deps.clock.now(), label, origin });
  deps.reporter.debug(`new session until ${expirationText(session)}`);
  return session;
}
