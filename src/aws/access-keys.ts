import { MfaExecError } from '../base/errors.ts';
import type { Credentials, Endpoint } from '../base/ports.ts';
import { LongTermKey } from '../identity/long-term-key.ts';
import { type AwsDeps, createCaller } from './caller.ts';
import { clientConfig, type Wire } from './client.ts';
import type { AwsOperation } from './errors/failure.ts';

/** The calls of IAM about the access keys of the caller, and `sts:GetCallerIdentity`. */
export function createAccessKeys(deps: AwsDeps) {
  const { call } = createCaller(deps);

  /** One call of IAM; `attempt` gets what IAM's client and commands are made of. */
  async function iam<T>(
    operation: AwsOperation,
    base: Credentials,
    endpoint: Endpoint,
    attempt: (send: typeof import('./iam.ts'), client: IamClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const library = await import('./iam.ts');
    return call({ operation, base, endpoint }, (wire: Wire, signal) => {
      const client = new library.IAMClient(clientConfig(base, endpoint, endpoint.iamUrl, wire));
      return attempt(library, client, signal);
    });
  }

  return {
    async whoIs(base: Credentials, endpoint: Endpoint): Promise<string> {
      const { STSClient, GetCallerIdentityCommand } = await import('./sts.ts');
      return call({ operation: 'GetCallerIdentity', base, endpoint }, async (wire, abortSignal) => {
        const client = new STSClient(clientConfig(base, endpoint, endpoint.stsUrl, wire));
        const { Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
        if (!Arn) throw new Error('the answer names nobody');
        return Arn;
      });
    },

    list: (session: Credentials, endpoint: Endpoint) =>
      iam('ListAccessKeys', session, endpoint, async ({ ListAccessKeysCommand }, client, abortSignal) => {
        const { AccessKeyMetadata = [] } = await client.send(new ListAccessKeysCommand({}), { abortSignal });
        return AccessKeyMetadata.flatMap(({ AccessKeyId, Status, CreateDate }) =>
          AccessKeyId && CreateDate
            ? { accessKeyId: AccessKeyId, active: Status === 'Active', createdAt: CreateDate.getTime() }
            : [],
        );
      }),

    lastUsed: (session: Credentials, endpoint: Endpoint, accessKeyId: string) =>
      iam('GetAccessKeyLastUsed', session, endpoint, async (library, client, abortSignal) => {
        const command = new library.GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId });
        const { AccessKeyLastUsed } = await client.send(command, { abortSignal });
        return AccessKeyLastUsed?.LastUsedDate?.getTime();
      }),

    create: (session: Credentials, endpoint: Endpoint) =>
      iam('CreateAccessKey', session, endpoint, async ({ CreateAccessKeyCommand }, client, abortSignal) => {
        const { AccessKey } = await client.send(new CreateAccessKeyCommand({}), { abortSignal });
        const { AccessKeyId, SecretAccessKey, CreateDate } = AccessKey ?? {};
        if (!AccessKeyId || !SecretAccessKey) throw new Error('the answer holds no key');
        const createdAt = CreateDate?.getTime() ?? deps.clock.now();
        return { key: new LongTermKey(AccessKeyId, SecretAccessKey), createdAt };
      }),

    deactivate: (session: Credentials, endpoint: Endpoint, accessKeyId: string) =>
      orGone(
        iam('UpdateAccessKey', session, endpoint, async ({ UpdateAccessKeyCommand }, client, abortSignal) => {
          const command = new UpdateAccessKeyCommand({ AccessKeyId: accessKeyId, Status: 'Inactive' });
          await client.send(command, { abortSignal });
        }),
      ),

    remove: (session: Credentials, endpoint: Endpoint, accessKeyId: string) =>
      orGone(
        iam('DeleteAccessKey', session, endpoint, async ({ DeleteAccessKeyCommand }, client, abortSignal) => {
          await client.send(new DeleteAccessKeyCommand({ AccessKeyId: accessKeyId }), { abortSignal });
        }),
      ),
  };
}

type IamClient = InstanceType<typeof import('./iam.ts')['IAMClient']>;

/** A key that is gone already is as good as one that was removed. */
async function orGone(call: Promise<void>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof MfaExecError) || error.code !== 'NO_SUCH_KEY') throw error;
  }
}
