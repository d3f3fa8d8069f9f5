import type { SingleFlight } from '../base/flight.ts';
import type {
  Aws,
  AwsFiles,
  Clock,
  CredentialProcess,
  Env,
  IssuedCredentials,
  Logouts,
  MfaProcess,
  Prompt,
  Reporter,
  SessionCache,
} from '../base/ports.ts';
import type { Locate } from './identify.ts';
import type { StoredKeys } from './types.ts';

/** What obtaining a session needs; built for one request, since several depend on its options. */
export interface SessionDeps {
  readonly env: Env;
  readonly clock: Clock;
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly reporter: Reporter;
  readonly awsFiles: AwsFiles;
  readonly locate: Locate;
  readonly prompt: Prompt;
  /** Absent for `--store none`. */
  readonly store: SessionCache | undefined;
  readonly logouts: Logouts;
  // A cached session needs none of these: each is loaded when it is called for.
  readonly aws: () => Promise<Aws>;
  readonly credentialProcess: () => Promise<CredentialProcess>;
  readonly mfaProcess: () => Promise<MfaProcess>;
  readonly storedKeys: () => Promise<StoredKeys>;
  readonly singleFlight: () => Promise<SingleFlight>;
  /** Asks the server of an outer mfa-exec; `undefined` where it gives nothing. */
  readonly askServer: (uri: string, token: string) => Promise<IssuedCredentials | undefined>;
}
