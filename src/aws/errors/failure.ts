/** What is known about a failed call: the input of every translator in this folder. */
import type { Phase } from '../http/exchange.ts';

export type AwsOperation =
  | 'GetSessionToken'
  | 'AssumeRole'
  | 'ListMFADevices'
  | 'GetCallerIdentity'
  | 'GetSigninToken'
  | 'ListAccessKeys'
  | 'GetAccessKeyLastUsed'
  | 'CreateAccessKey'
  | 'UpdateAccessKey'
  | 'DeleteAccessKey';

/** Everything that is known about one failed call. Holds no secret and no code. */
export interface AwsFailure {
  readonly operation: AwsOperation;
  /** AWS's error code, `AccessDenied`, or the name of what was thrown where AWS sent none. */
  readonly name: string;
  readonly message: string;
  /** Node's error code, `ECONNREFUSED`, where the request failed on its way. */
  readonly code?: string | undefined;
  readonly phase?: Phase | undefined;
  /** HTTP status of the answer, if there was one. */
  readonly status?: number | undefined;
  readonly dateHeader?: string | undefined;
  /** The answer was a web page or a redirect, as a captive portal sends them. */
  readonly webPage?: boolean | undefined;
  /** When the failure was seen, by this machine's clock: milliseconds since the epoch. */
  readonly localNow: number;
  /** `host` or `host:port`. */
  readonly endpointHost: string;
  readonly region: string;
  /** `host:port` of the proxy in use. */
  readonly proxy?: string | undefined;
  /** The variable that names it. */
  readonly proxyVariable?: string | undefined;
  /** The file of certificate authorities in use. */
  readonly caBundle?: string | undefined;
  readonly base: 'long-term' | 'session';
  readonly accessKeyId: string;
  /** The profile in which the keys stand. */
  readonly profile?: string | undefined;
  /** mfa-exec keeps the keys. */
  readonly isKept?: boolean | undefined;
  readonly mfaSerial?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly durationSeconds?: number | undefined;
  /** An earlier try with the same code ended without an answer, so AWS may have taken the code then. */
  readonly codeMaybeSpent?: boolean | undefined;
  /** How often the call was tried. */
  readonly tries?: number | undefined;
  readonly platform: NodeJS.Platform;
}

/** What is wrong and what to do about it. */
export type Explanation = readonly [sentence: string, hint: string];

/** `host:port` without the port. */
export function bareHost(host: string): string {
  return host.replace(/:\d+$/, '');
}
