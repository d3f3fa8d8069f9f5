import { setTimeout } from 'node:timers/promises';
import type { Aws, Clock, Endpoint, Env, IssuedCredentials, Reporter } from '../base/ports.ts';
import { type CallFacts, callAws, type Pause, type Sent } from './call.ts';
import { clientConfig, type Routes, type Wire } from './client.ts';
import { skewSeconds } from './clock-skew.ts';
import { isCleartext } from './http/cleartext.ts';
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

/** STS and IAM through the AWS SDK; each client is loaded when it is called for. */
export function createAws({
  env,
  clock,
  reporter,
  platform = process.platform,
  limits = LIMITS,
  pause = sleep,
  onAbandonedLookup = () => {},
}: AwsDeps): Aws {
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

  let told = false;
  function tellCleartext({ stsUrl }: Endpoint): void {
    if (told || stsUrl === undefined || !isCleartext(stsUrl)) return;
    told = true;
    reporter.warn(
      `${new URL(stsUrl).host} is reached over plain http: others on the network can read the session`,
    );
  }

  return {
    async getSessionToken(base, endpoint, { mfaSerial, tokenCode, durationSeconds }) {
      tellCleartext(endpoint);
      const { STSClient, GetSessionTokenCommand } = await import('./sts.ts');
      const input = { SerialNumber: mfaSerial, TokenCode: tokenCode, DurationSeconds: durationSeconds };
      const facts = { operation: 'GetSessionToken', base, endpoint, mfaSerial, durationSeconds } as const;
      return call(facts, async (wire, abortSignal) => {
        const client = new STSClient(clientConfig(base, endpoint, endpoint.stsUrl, wire));
        return issued(await client.send(new GetSessionTokenCommand(input), { abortSignal }));
      });
    },

    async assumeRole(
      base,
      endpoint,
      { arn, externalId, sessionName, durationSeconds, mfaSerial, tokenCode },
    ) {
      tellCleartext(endpoint);
      const { STSClient, AssumeRoleCommand } = await import('./sts.ts');
      const input = {
        RoleArn: arn,
        RoleSessionName: sessionName,
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
        ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
        ...(mfaSerial === undefined ? {} : { SerialNumber: mfaSerial, TokenCode: tokenCode }),
      };
      const facts = {
        operation: 'AssumeRole',
        base,
        endpoint,
        mfaSerial,
        roleArn: arn,
        durationSeconds,
      } as const;
      return call(facts, async (wire, abortSignal) => {
        const client = new STSClient(clientConfig(base, endpoint, endpoint.stsUrl, wire));
        return issued(await client.send(new AssumeRoleCommand(input), { abortSignal }));
      });
    },

    async listMfaDevices(base, endpoint) {
      const { IAMClient, paginateListMFADevices } = await import('./iam.ts');
      return call({ operation: 'ListMFADevices', base, endpoint }, async (wire, abortSignal) => {
        const client = new IAMClient(clientConfig(base, endpoint, endpoint.iamUrl, wire));
        const serials: string[] = [];
        for await (const page of paginateListMFADevices({ client }, {}, { abortSignal })) {
          for (const { SerialNumber } of page.MFADevices ?? []) if (SerialNumber) serials.push(SerialNumber);
        }
        return serials;
      });
    },

    clockSkewSeconds: async () => skew,
  };
}

interface StsOutput {
  readonly Credentials?:
    | {
        readonly AccessKeyId: string | undefined;
        readonly SecretAccessKey: string | undefined;
        readonly SessionToken: string | undefined;
        readonly Expiration: Date | undefined;
      }
    | undefined;
}

/** What credentials are made of, and some more; no quote, blank or control character, which a shell would act on. */
const HARMLESS = /^[\w+/=.,:@~-]+$/;

/** The credentials of an answer; an answer without them is not AWS's. */
function issued({ Credentials: found }: StsOutput): IssuedCredentials {
  const expiresAt = found?.Expiration?.getTime() ?? Number.NaN;
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  } = found ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken || Number.isNaN(expiresAt)) {
    throw new Error('the answer holds no credentials');
  }
  if (![accessKeyId, secretAccessKey, sessionToken].every((part) => HARMLESS.test(part))) {
    throw new Error('the answer holds no credentials as AWS makes them');
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
}
