import { isCredentialText } from '../base/aws-text.ts';
import type { Aws, Endpoint, IssuedCredentials } from '../base/ports.ts';
import { type AwsDeps, createCaller } from './caller.ts';
import { clientConfig } from './client.ts';
import { isCleartext } from './http/cleartext.ts';

/** STS and IAM through the AWS SDK; each client is loaded when it is called for. */
export function createAws(deps: AwsDeps): Aws {
  const { reporter } = deps;
  const { call, skew } = createCaller(deps);

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

    clockSkewSeconds: async () => skew(),
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
  if (![accessKeyId, secretAccessKey, sessionToken].every(isCredentialText)) {
    throw new Error('the answer holds no credentials as AWS makes them');
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt };
}
