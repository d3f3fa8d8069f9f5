import type {
  Aws,
  AwsFiles,
  Clock,
  CredentialProcess,
  Env,
  MfaProcess,
  Prompt,
  Reporter,
  SessionCache,
  SingleFlight,
} from '../base/ports.ts';

/** What obtaining a session needs; built for one request, since several depend on its options. */
export interface SessionDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly awsFiles: AwsFiles;
  readonly aws: Aws;
  readonly credentialProcess: CredentialProcess;
  readonly mfaProcess: MfaProcess;
  readonly prompt: Prompt;
  /** Absent for `--store none`. */
  readonly store: SessionCache | undefined;
  readonly singleFlight: SingleFlight;
}
