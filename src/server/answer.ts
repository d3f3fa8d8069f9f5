/** What the server says: credentials, or why there are none. */
import { MfaExecError } from '../base/errors.ts';
import type { IssuedCredentials } from '../base/ports.ts';
import { loginLine } from '../mfa/no-prompt.ts';
import { expirationText } from '../session/child-env.ts';
import type { Handover } from '../session/handover.ts';
import { type Gate, refusalOf } from './gate.ts';
import type { Head } from './head.ts';
import type { Answer } from './listen.ts';

type Whose = Pick<Handover, 'request' | 'profile' | 'accountId'>;

/**
 * Answers with the credentials that `current` gives. The names are those of the container credential provider.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function answer(
  head: Head | undefined,
  gate: Gate,
  whose: Whose,
  current: () => Promise<IssuedCredentials>,
): Promise<Answer> {
  const refusal = refusalOf(head, gate);
  if (refusal !== undefined) return { status: refusal, body: {} };
  try {
    return { status: 200, body: credentials(await current(), whose.accountId) };
  } catch (error) {
    return { status: 403, body: explanation(error, whose) };
  }
}

function credentials(session: IssuedCredentials, accountId: string | undefined) {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    Token: session.sessionToken,
    Expiration: expirationText(session),
    AccountId: accountId,
  };
}

/** SDKs show both to the person at the terminal, where mfa-exec itself says nothing any more. */
function explanation(error: unknown, { request, profile }: Whose): { code: string; message: string } {
  if (!(error instanceof MfaExecError)) return { code: 'INTERNAL', message: 'mfa-exec: internal error' };
  const { code, message, hint } = error;
  const login = loginLine(profile, request);
  if (!code.startsWith('PROMPT_')) {
    return { code, message: `mfa-exec: ${message}${hint === undefined ? '' : ` (${hint})`}` };
  }
  const what =
    login === undefined
      ? 'start the command again'
      : `run \`${login}\` in a terminal, and the command can go on`;
  return { code, message: `mfa-exec: the session has ended, and a new one needs an MFA code: ${what}` };
}
