import { setTimeout } from 'node:timers/promises';
import { callAws, type Sent } from '../aws/call.ts';
import type { AwsLimits } from '../aws/caller.ts';
import { clientConfig } from '../aws/client.ts';
import { skewSeconds } from '../aws/clock-skew.ts';
import type { Exchange } from '../aws/http/exchange.ts';
import { proxyName } from '../aws/http/proxy.ts';
import { MfaExecError } from '../base/errors.ts';
import type { Clock, Credentials, Endpoint, Env, Reporter } from '../base/ports.ts';
import type { Probe } from './ports.ts';

export interface AwsProbeDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly platform: NodeJS.Platform;
  readonly limits: AwsLimits;
  readonly onAbandonedLookup: () => void;
}

const NOBODY: Credentials = { accessKeyId: 'NOBODY', secretAccessKey: 'nothing' };
const unsigned = { sign: async <T>(request: T) => request };

/**
 * Calls `sts:GetCallerIdentity`, which no policy can deny. Without credentials the request is not signed: AWS
 * refuses it, and its answer still tells the time.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function createAwsProbe(deps: AwsProbeDeps) {
  const { env, clock, limits } = deps;
  return async (base: Credentials | undefined, endpoint: Endpoint): Promise<Probe> => {
    const { STSClient, GetCallerIdentityCommand } = await import('../aws/sts.ts');
    const sent: Sent = {};
    let start = performance.now();
    const onExchange = (exchange: Exchange) => {
      sent.exchange = exchange;
      start = performance.now();
    };
    const wire = { env, limits, routes: new Map(), onExchange };
    const facts = { operation: 'GetCallerIdentity', base: base ?? NOBODY, endpoint } as const;
    const tools = { ...deps, totalMs: limits.totalMs, pause };

    const answer = await callAws(
      facts,
      async (abortSignal) => {
        const config = clientConfig(facts.base, endpoint, endpoint.stsUrl, wire);
        const client = new STSClient(base === undefined ? { ...config, signer: unsigned } : config);
        return client.send(new GetCallerIdentityCommand({}), { abortSignal });
      },
      sent,
      tools,
    ).catch((error: unknown) => {
      if (error instanceof MfaExecError) return error;
      throw error;
    });
    const failure = answer instanceof MfaExecError ? answer : undefined;
    const { host, proxy, dateHeader } = sent.exchange ?? {};
    return {
      host,
      proxy: proxy && proxyName(proxy),
      milliseconds: Math.round(performance.now() - start),
      skewSeconds: skewSeconds(dateHeader, clock.now()),
      arn: answer instanceof MfaExecError ? undefined : answer.Arn,
      failure: failure && { code: failure.code, message: failure.message, hint: failure.hint },
    };
  };
}

function pause(ms: number, signal: AbortSignal): Promise<unknown> {
  return setTimeout(ms, undefined, { signal });
}
