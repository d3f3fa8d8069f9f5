import { setTimeout } from 'node:timers/promises';
import type { Clock, Env, Reporter } from '../base/ports.ts';
import { type CallFacts, callAws, type Pause, type Sent } from './call.ts';
import type { Routes, Wire } from './client.ts';
import { skewSeconds } from './clock-skew.ts';
import type { Limits } from './http/exchange.ts';

export interface AwsDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly platform?: NodeJS.Platform;
  readonly limits?: AwsLimits;
  /** Waits between two tries. */
  readonly pause?: Pause;
  /** Told when a look-up was given up that Node would wait for at exit: leave by `hardExit` then. */
  readonly onAbandonedLookup?: () => void;
}

export interface AwsLimits extends Limits {
  /** Milliseconds for a call with all its tries. */
  readonly totalMs: number;
}

const LIMITS: AwsLimits = {
  lookupMs: 8000,
  connectMs: 3000,
  tunnelMs: 5000,
  answerMs: 8000,
  totalMs: 12_000,
};

const sleep: Pause = (ms, signal) => setTimeout(ms, undefined, { signal });

export interface Caller {
  /** Makes one call through an SDK client that `attempt` builds for `wire`. Throws the translated failure. */
  call<T>(facts: CallFacts, attempt: (wire: Wire, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Seconds by which this machine's clock is ahead of AWS's, by the last answer that told the time. */
  skew(): number | undefined;
}

/** What the calls of one process share: connections, bounds in time, the reading of AWS's clock. */
export function createCaller({
  env,
  clock,
  reporter,
  platform = process.platform,
  limits = LIMITS,
  pause = sleep,
  onAbandonedLookup = () => {},
}: AwsDeps): Caller {
  const routes: Routes = new Map();
  let skew: number | undefined;
  const tools = { clock, reporter, platform, totalMs: limits.totalMs, pause, onAbandonedLookup };

  function call<T>(facts: CallFacts, attempt: (wire: Wire, signal: AbortSignal) => Promise<T>): Promise<T> {
    const sent: Sent = {};
    const wire = {
      env,
      limits,
      routes,
      onExchange: (exchange: Sent['exchange']) => Object.assign(sent, { exchange }),
    };
    return callAws(facts, (signal) => attempt(wire, signal), sent, tools).finally(() => {
      skew = skewSeconds(sent.exchange?.dateHeader, clock.now()) ?? skew;
    });
  }

  return { call, skew: () => skew };
}
