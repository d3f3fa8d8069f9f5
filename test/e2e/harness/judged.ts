import type { LoggedCall } from '../../../fixtures/sandbox/server.ts';

/** What became of a command: what arrived at AWS, and what was printed. */
export interface Outcome {
  /** No request was sent for it, and the status says so. */
  readonly refused: boolean;
  /** ARN of who signed; the name of a role's session that a program made up is left out. */
  readonly signer: string;
  /** Of the signature. */
  readonly region: string;
  readonly host: string;
  readonly tries: number;
  readonly stdout: string;
  /** For the reader of a failed test. */
  readonly said: string;
}

/** Calls on the way to credentials, and not the command's own. */
const ON_THE_WAY = new Set(['AssumeRole', 'GetSessionToken', 'ListMFADevices']);

export function outcomeOf(
  calls: readonly LoggedCall[],
  status: number,
  stdout: string,
  stderr: string,
): Outcome {
  const own = calls.filter(({ operation }) => !ON_THE_WAY.has(operation));
  const [first] = own;
  const alike = own.every(({ signer, host }) => signer === first?.signer && host === first.host);
  if (!alike) throw new Error(`one command, several callers or hosts: ${JSON.stringify(own)}`);
  const { signer = '', region = '', host = '' } = first ?? {};
  return {
    refused: first === undefined && status !== 0,
    signer: anonymous(signer),
    region,
    host,
    tries: own.length,
    stdout: anonymous(stdout),
    said: `${status}: ${stderr}`,
  };
}

/** Names of role sessions that botocore and mfa-exec make up, and request ids. */
function anonymous(text: string): string {
  return text
    .replaceAll(/\b(botocore-session-\d+|mfa-exec-[\w.@=,+-]+)/g, 'SESSION')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID');
}

const REGIONS = ['us-east-1', 'us-west-2', 'eu-central-1', 'eu-north-1', 'us-gov-west-1', 'cn-north-1'];
const SERVICES = ['sts', 'sts-fips', 'eks', 'fips.eks', 'eks-fips', 'iam'];

/** The host names that the sandbox has a certificate for. */
export const HOSTS: readonly string[] = [
  '127.0.0.1',
  'localhost',
  '*.amazonaws.com',
  '*.endpoint.example',
  ...REGIONS.flatMap((region) =>
    SERVICES.flatMap((service) =>
      ['amazonaws.com', 'amazonaws.com.cn', 'api.aws', 'on.aws'].map(
        (domain) => `${service}.${region}.${domain}`,
      ),
    ),
  ),
];
