/** Exchanges a role's session for a sign-in token of the console. */
import { MfaExecError } from '../base/errors.ts';
import type { GetSigninToken } from '../base/ports.ts';
import { type AwsDeps, createCaller } from './caller.ts';
import { requestHandler } from './client.ts';
import { isCleartext } from './http/cleartext.ts';

/**
 * Returns the call of the federation endpoint. The session goes into the body of a POST: proxies and servers log addresses.
 * Throws AWS_REFUSED, or what any call of AWS throws.
 */
export function createSignin(deps: AwsDeps): GetSigninToken {
  const { call } = createCaller(deps);
  return (base, endpoint, federation, seconds) => {
    if (isCleartext(federation)) {
      deps.reporter.warn(
        `${new URL(federation).host} is reached over plain http: others on the network can read the session`,
      );
    }
    const { hostname, port, protocol, pathname, host } = new URL(federation);
    const body = new URLSearchParams({
      Action: 'getSigninToken',
      ...(seconds === undefined ? {} : { SessionDuration: String(seconds) }),
      Session: JSON.stringify({
        sessionId: base.accessKeyId,
        sessionKey: base.secretAccessKey,
        sessionToken: base.sessionToken,
      }),
    }).toString();
    const headers = {
      host,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'mfa-exec',
    };
    const request = { protocol, hostname, path: pathname, method: 'POST', headers, body };
    return call({ operation: 'GetSigninToken', base, endpoint }, async (wire, abortSignal) => {
      const { response } = await requestHandler(endpoint, wire).handle(
        port === '' ? request : { ...request, port: Number(port) },
        { abortSignal },
      );
      if ([400, 401, 403].includes(response.statusCode)) throw refused(host, response.statusCode, seconds);
      return tokenIn(response.body);
    });
  };
}

function refused(host: string, status: number, seconds: number | undefined): MfaExecError {
  const hint =
    seconds === undefined
      ? 'the session may have ended: mfa-exec console --refresh'
      : 'the role may not allow that long: mfa-exec console, without --duration';
  return new MfaExecError('AWS_REFUSED', `${host} does not sign in with this session (status ${status})`, {
    hint,
  });
}

/** What is thrown here is told as an answer that is not AWS's. */
function tokenIn(body: Uint8Array): string {
  const answer: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
  const token =
    typeof answer === 'object' && answer !== null && 'SigninToken' in answer ? answer.SigninToken : '';
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw new Error('no token in the answer');
  return token;
}
