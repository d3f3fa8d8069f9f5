import { MfaExecError } from '../base/errors.ts';
import type { Credentials, Endpoint, IssuedCredentials, RoleSpec } from '../base/ports.ts';
import { visible } from '../base/visible.ts';
import { userKey } from '../identity/cache-key.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';
import type { Identity } from '../identity/types.ts';
import { chooseDevice } from '../mfa/device.ts';
import { roleSessionName } from '../mfa/device-arn.ts';
import { type CodeSource, codeSource } from '../mfa/token-code-source.ts';
import { expirationText } from './child-env.ts';
import { Session, type SessionLabel } from './session.ts';

/** How often a person is asked before the refusal is final. */
const ATTEMPTS = 3;
/** How many answers are taken in all, those that cost no attempt included: a person may insist on one for ever. */
const ANSWERS = 10;
/** Seconds that one TOTP code stands for: RFC 6238's default, which AWS uses. */
const STEP_SECONDS = 30;

/** A new session of the user, with an MFA code; `lastDevice` is the one that served before. */
export async function mintUserSession(
  identity: Identity,
  request: Request,
  deps: SessionDeps,
  lastDevice?: string,
): Promise<Session> {
  const base = await baseCredentials(identity, deps);
  const mfaSerial = await chooseDevice(identity, base, deps, lastDevice);
  deps.reporter.debug(`MFA device ${mfaSerial}, STS at ${place(identity.endpoint)}`);
  const source = codeSource(identity, request, deps);
  const aws = await deps.aws();
  const issued = await tradeCode(source, mfaSerial, deps, (tokenCode) =>
    aws.getSessionToken(base, identity.endpoint, {
      mfaSerial,
      tokenCode,
      durationSeconds: request.durationSeconds,
    }),
  );
  return label(issued, { profile: identity.profile, mfaSerial, endpoint: identity.endpoint.stsUrl }, deps);
}

/** A new session of `role`, assumed with `source`; nobody is asked. */
export async function mintRoleSession(
  identity: Identity,
  role: RoleSpec,
  source: Session,
  deps: SessionDeps,
): Promise<Session> {
  deps.reporter.debug(`assuming ${role.arn}`);
  const { mfaSerial } = source.label;
  const sessionName = role.sessionName ?? roleSessionName(mfaSerial);
  const aws = await deps.aws();
  const issued = await aws.assumeRole(source, identity.endpoint, { ...role, sessionName });
  return label(
    issued,
    { profile: identity.profile, mfaSerial, roleArn: role.arn, endpoint: identity.endpoint.stsUrl },
    deps,
  );
}

/** Asks for a code and trades it, again where AWS refused it and the source can give another one. */
async function tradeCode(
  source: CodeSource,
  mfaSerial: string,
  deps: SessionDeps,
  trade: (code: string) => Promise<IssuedCredentials>,
): Promise<IssuedCredentials> {
  const refused = new Set<string>();
  let problem: string | undefined;
  for (let attempt = 1, answers = 1; ; answers++) {
    const code = await source.next({ mfaSerial, problem });
    if (refused.has(code) && answers < ANSWERS) {
      // AWS takes each code once and would only refuse it again: this answer costs no attempt.
      problem = `that code was used already; the next one comes in ${await secondsToNext(deps)} s`;
      continue;
    }
    try {
      return await trade(code);
    } catch (error) {
      const again = error instanceof MfaExecError && error.code === 'MFA_CODE_REFUSED';
      if (!again || !source.repeatable || attempt === ATTEMPTS) throw error;
      refused.add(code);
      attempt++;
      problem = error.message;
    }
  }
}

/** By AWS's clock, which counts; the refusal told how far this machine's is from it. */
async function secondsToNext({ aws, clock }: SessionDeps): Promise<number> {
  const skew = (await (await aws()).clockSkewSeconds()) ?? 0;
  return STEP_SECONDS - ((Math.floor(clock.now() / 1000) - skew) % STEP_SECONDS);
}

function place({ stsUrl, region }: Endpoint): string {
  return stsUrl === undefined ? region : visible(stsUrl);
}

async function baseCredentials(identity: Identity, deps: SessionDeps): Promise<Credentials> {
  const { base } = identity;
  if (base.kind === 'static') return base.credentials;
  const credentialProcess = await deps.credentialProcess();
  return credentialProcess.run(base.command, userKey(identity));
}

function label(issued: IssuedCredentials, text: SessionLabel, deps: SessionDeps): Session {
  const session = new Session({ ...issued, issuedAt: deps.clock.now(), label: text });
  deps.reporter.debug(`new session until ${expirationText(session)}`);
  return session;
}
