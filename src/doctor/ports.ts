/** What the examination needs of the outside, and the facts that it learns. */
import type {
  AwsFiles,
  Clock,
  CredentialProcess,
  Credentials,
  Endpoint,
  Env,
  SessionStore,
} from '../base/ports.ts';
import type { Locate } from '../identity/identify.ts';
import type { StoredKeys } from '../identity/types.ts';

/** Why something failed; of an `MfaExecError` what a person is told. */
export interface Failure {
  /** Its `ErrorCode`, or `TIMEOUT`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** How an attempt ended, and how long it took. */
export type Measured<T> = { readonly milliseconds: number } & Outcome<T>;

export type Outcome<T> = { readonly value: T } | { readonly failure: Failure };

export interface FileFacts {
  readonly path: string;
  readonly exists: boolean;
  /** Why there is none, as a sentence. */
  readonly absence?: string | undefined;
  /** When it was changed last: milliseconds since the epoch. */
  readonly modifiedAt?: number | undefined;
  /** Something else has its name: a folder, a device, a pipe. */
  readonly isOther?: boolean | undefined;
  /** Permission bits; absent where they say nothing, as on Windows, and of a file of another user. */
  readonly mode?: number | undefined;
  /** Why others may have written it, as a sentence, and what mends that. */
  readonly distrust?: { readonly sentence: string; readonly hint: string } | undefined;
  /** Why the AWS CLI refuses it, or why it cannot be read. */
  readonly refused?: Failure | undefined;
}

/** What asking STS who is calling came to. */
export interface Probe {
  /** Where it was asked, `host` or `host:port`; absent where no request left. */
  readonly host?: string | undefined;
  /** `host:port` of the proxy on the way. */
  readonly proxy?: string | undefined;
  readonly milliseconds: number;
  /** Absent where no answer told the time. */
  readonly skewSeconds?: number | undefined;
  /** The caller's ARN; absent where the request was not signed. */
  readonly arn?: string | undefined;
  readonly failure?: Failure | undefined;
}

/** Whether mfa-exec becomes the command, and if not, why. `reason` is why libc cannot be called. */
export type RunnerFacts =
  | { readonly kind: 'exec'; readonly by: 'libc' }
  | { readonly kind: 'exec'; readonly by: 'node'; readonly reason: string }
  | { readonly kind: 'child'; readonly why: 'windows' | 'wanted' }
  | { readonly kind: 'child'; readonly why: 'unable'; readonly reason: string };

/** What the examination needs of the outside. Nothing in it asks a person, and each part is bounded in time. */
export interface DoctorDeps {
  readonly clock: Clock;
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  /** `20.19.0`. */
  readonly nodeVersion: string;
  /** What the executable has inside, as `Bun 1.4.5`; nothing where Node runs the program. */
  readonly runtimeInside?: string | undefined;
  readonly awsFiles: AwsFiles;
  readonly locate: Locate;
  readonly paths: { readonly config: string; readonly credentials: string };
  readonly credentialProcess: CredentialProcess;
  readonly storedKeys: () => Promise<StoredKeys>;
  /** Those to try, in the order of `auto`. */
  readonly stores: readonly SessionStore[];
  readonly fileStoreDir: string;
  fileFacts(path: string): Promise<FileFacts>;
  /** Asks STS who is calling; without credentials the request is not signed, and any answer of AWS will do. */
  probe(base: Credentials | undefined, endpoint: Endpoint): Promise<Probe>;
  listMfaDevices(base: Credentials, endpoint: Endpoint): Promise<string[]>;
  runner(): Promise<RunnerFacts>;
  /** Runs `work`; after `limitMs` it is a failure of code TIMEOUT. A fault of this program is thrown. */
  measure<T>(work: () => Promise<T>, limitMs: number): Promise<Measured<T>>;
}
