/** Makes one call of AWS with its tries, and explains the failure. */
import { MfaExecError } from '../base/errors.ts';
import type { Clock, Credentials, Endpoint, Reporter } from '../base/ports.ts';
import { CODE_TOLERANCE, describeSkew, skewSeconds } from './clock-skew.ts';
import type { AwsFailure, AwsOperation } from './errors/failure.ts';
import { translateAwsFailure } from './errors/translate.ts';
import type { Exchange } from './http/exchange.ts';
import { TransportError } from './http/handler.ts';
import { proxyName } from './http/proxy.ts';
import { mayHaveSpentCode, retryDelayMs } from './retry.ts';

/** What a failure is told with; never the code. */
export interface CallFacts {
  readonly operation: AwsOperation;
  readonly base: Credentials;
  readonly endpoint: Endpoint;
  readonly mfaSerial?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly durationSeconds?: number | undefined;
}

export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;

export interface CallTools {
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly platform: NodeJS.Platform;
  /** Milliseconds for the call with all its tries. */
  readonly totalMs: number;
  /** Waits before another try; ends early when the signal is aborted, resolving or rejecting. */
  readonly pause: Pause;
  /** Told when a name may still be looked up although nobody waits for it: Node's exit would wait, 20 s and more. */
  readonly onAbandonedLookup: () => void;
}

/** The request of the last try, as far as it came. */
export interface Sent {
  exchange?: Exchange;
}

/**
 * Makes one call, again where that is safe, within `totalMs`. `attempt` sends it once and stops when its signal
 * is aborted. Throws the translated failure; a TypeError before anything was sent is a bug, and passes unchanged.
 */
export async function callAws<T>(
  facts: CallFacts,
  attempt: (signal: AbortSignal) => Promise<T>,
  sent: Sent,
  tools: CallTools,
): Promise<T> {
  const { clock, reporter, platform, totalMs, pause } = tools;
  const signal = AbortSignal.timeout(totalMs);
  let codeMaybeSpent = false;
  for (let tries = 1; ; tries++) {
    try {
      const result = await attempt(signal);
      tellSkew(sent.exchange, clock, reporter);
      return result;
    } catch (error) {
      const failure = describeFailure(error, facts, sent.exchange, { localNow: clock.now(), platform });
      if (mayStillLookUp(failure)) tools.onAbandonedLookup();
      const wait = retryDelayMs(failure, tries);
      if (wait === undefined || signal.aborted)
        throw translateAwsFailure({ ...failure, codeMaybeSpent, tries });
      codeMaybeSpent ||= mayHaveSpentCode(failure);
      reporter.debug(`${facts.operation} failed (${failure.code ?? failure.name}), again in ${wait} ms`);
      await pause(wait, signal).catch(() => undefined);
      if (signal.aborted) throw translateAwsFailure({ ...failure, codeMaybeSpent, tries });
    }
  }
}

function describeFailure(
  error: unknown,
  { operation, base, endpoint, ...about }: CallFacts,
  exchange: Exchange | undefined,
  circumstances: Pick<AwsFailure, 'localNow' | 'platform'>,
): AwsFailure {
  if (error instanceof MfaExecError || !(error instanceof Error)) throw error;
  if (exchange === undefined) {
    // Before it sends anything the SDK only fails for want of an endpoint; a TypeError is a bug.
    if (error instanceof TypeError) throw error;
    throw new MfaExecError(
      'CONFIG',
      `AWS has no such endpoint (region ${endpoint.region}): ${error.message}`,
      {
        hint: 'check region, use_fips_endpoint and use_dualstack_endpoint in the profile',
        cause: error,
      },
    );
  }
  const transport = error instanceof TransportError ? error : undefined;
  const status = transport?.proxyStatus ?? exchange.status;
  return {
    ...about,
    ...circumstances,
    operation,
    ...(isAwsError(error, status) ? { name: error.name, message: error.message } : NOT_AN_ANSWER),
    code: transport?.code,
    phase: transport?.phase,
    status,
    dateHeader: exchange.dateHeader,
    webPage: exchange.webPage,
    endpointHost: exchange.host,
    region: endpoint.region,
    proxy: exchange.proxy && proxyName(exchange.proxy),
    proxyVariable: exchange.proxyVariable,
    caBundle: endpoint.caBundle,
    base: base.sessionToken === undefined ? 'long-term' : 'session',
    accessKeyId: base.accessKeyId,
    profile: base.profile,
    isKept: base.isKept,
  };
}

/** A proxy's name is looked up within its phase. */
function mayStillLookUp({ code, phase }: AwsFailure): boolean {
  return code === 'ETIMEDOUT' && (phase === 'lookup' || phase === 'proxy');
}

const NOT_AN_ANSWER = { name: 'NotAnAnswer', message: '' };

/** The SDK calls an error `Unknown`, or `NotFound`, that came without AWS's error document. */
function isAwsError(error: Error, status: number | undefined): boolean {
  if (status === undefined || status < 300) return error instanceof TransportError;
  return (
    '$fault' in error &&
    error.name !== 'Unknown' &&
    !(error.name === 'NotFound' && error.message === 'Unknown')
  );
}

function tellSkew(exchange: Exchange | undefined, clock: Clock, reporter: Reporter): void {
  const skew = skewSeconds(exchange?.dateHeader, clock.now());
  if (skew !== undefined && Math.abs(skew) > CODE_TOLERANCE) reporter.debug(describeSkew(skew));
}
