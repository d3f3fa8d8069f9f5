import type { Sandbox } from '../../fixtures/sandbox/server.ts';
import type { AwsDeps, AwsLimits } from '../../src/aws/caller.ts';
import { createAws } from '../../src/aws/calls.ts';
import { MfaExecError } from '../../src/base/errors.ts';
import type { Aws, Credentials, Endpoint, Env } from '../../src/base/ports.ts';

/** Milliseconds: enough for a busy machine, and no test waits them out. */
const AMPLE: AwsLimits = {
  lookupMs: 10_000,
  connectMs: 10_000,
  tunnelMs: 10_000,
  answerMs: 10_000,
  totalMs: 20_000,
};

export interface Bench {
  readonly aws: Aws;
  readonly debugLines: string[];
  readonly warnings: string[];
  /** Milliseconds that were to be waited between tries. */
  readonly pauses: number[];
  readonly abandoned: string[];
}

export interface BenchOptions {
  readonly env?: Env;
  readonly limits?: Partial<AwsLimits>;
  /** Waits for nothing by default. */
  readonly pause?: AwsDeps['pause'];
}

/** The real adapter with an environment and limits of the test's own. */
export function bench({ env = {}, limits = {}, pause }: BenchOptions = {}): Bench {
  const debugLines: string[] = [];
  const pauses: number[] = [];
  const abandoned: string[] = [];
  const onAbandonedLookup = () => void abandoned.push('lookup');
  const noted = async (ms: number) => void pauses.push(ms);
  const warnings: string[] = [];
  const reporter = {
    info() {},
    warn: (line: string) => void warnings.push(line),
    debug: (line: string) => void debugLines.push(line),
  };
  const clock = { now: Date.now };
  return {
    aws: createAws({
      env,
      clock,
      reporter,
      pause: pause ?? noted,
      onAbandonedLookup,
      platform: 'linux',
      limits: { ...AMPLE, ...limits },
    }),
    debugLines,
    warnings,
    pauses,
    abandoned,
  };
}

export function at(url: string | undefined, more: Partial<Endpoint> = {}): Endpoint {
  const own = { region: 'eu-central-1', partition: 'aws', stsUrl: url, iamUrl: url };
  return { ...own, useFips: false, useDualstack: false, ...more };
}

export function keys(sandbox: Sandbox): Credentials {
  const { accessKeyId, secretAccessKey } = sandbox.user.key;
  return { accessKeyId, secretAccessKey };
}

/** Asks for a session with the sandbox's device and a fresh code. */
export function session(aws: Aws, sandbox: Sandbox, endpoint: Endpoint, tokenCode = sandbox.freshCode()) {
  const [device] = sandbox.user.devices;
  const mfaSerial = device?.serial ?? '';
  return aws.getSessionToken(keys(sandbox), endpoint, { mfaSerial, tokenCode, durationSeconds: 3600 });
}

/** What the promise was rejected with, as code, sentence and hint. */
export async function failureOf(promise: Promise<unknown>): Promise<MfaExecError> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (error instanceof MfaExecError) return error;
  throw error;
}
