/**
 * What the rules need from the outside, as small interfaces. The rooms that touch the outside implement them; only
 * `bin.ts` and `doctor` build the real ones. Rules: a miss is `undefined`, a failure is thrown as a `MfaExecError`; times are
 * milliseconds since the epoch and durations are in the unit that the name ends in.
 */
import type { Exit } from './exit.ts';
import type { StoreName } from './store-names.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Lines for a person, on stderr, each prefixed `mfa-exec: `. */
export interface Reporter {
  /** Shown unless `--quiet`. */
  info(line: string): void;
  /** Shown always: something did not go as asked, and the command runs all the same. */
  warn(line: string): void;
  /** Shown with `--verbose`. */
  debug(line: string): void;
}

export type Section = Readonly<Record<string, string | undefined>>;

/** The two AWS files, read and merged as the AWS CLI does: the credentials file wins, the keys of a user as a whole. */
export interface AwsConfig {
  /** By profile name, `default` included; keys in lower case. Only the profiles that were asked for. */
  readonly profiles: Readonly<Record<string, Section>>;
  /** `[services NAME]` sections: nested keys are joined by a dot, `sts.endpoint_url`. */
  readonly services: Readonly<Record<string, Section>>;
  readonly configPath: string;
  readonly credentialsPath: string;
  /** Every profile there is, asked for or not, in the order of the files; absent where `profiles` has all. */
  readonly profileNames?: () => readonly string[];
  /** Access key id of the pair that mfa-exec itself keeps for a profile; `undefined` where it keeps none. */
  readonly storedKeyId?: (profile: string) => string | undefined;
  /** Sections of the config file that are none of the above, such as `[dev]` where `[profile dev]` was meant. */
  readonly otherTitles?: () => readonly string[];
}

export interface AwsFiles {
  /** Absolute paths of the config and the credentials file, whether or not they exist. */
  readonly paths: readonly [config: string, credentials: string];
  /**
   * With `names`: these profiles, those that they reach through `source_profile`, and their `services`
   * sections; the rest of the files is not parsed, unless the first of them is missing. Without: all. Missing files are
   * empty. Throws CONFIG with the file and the lines where what it parses would be refused by the AWS CLI, or with the
   * cause where a file cannot be read.
   */
  load(names?: readonly string[]): Promise<AwsConfig>;
}

/** What signs a request: long-term keys, or a session. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** The profile in which the keys stand; absent where they come from elsewhere. */
  readonly profile?: string | undefined;
  readonly isKept?: boolean | undefined;
}

/** Long-term keys: STS makes a session of no others. */
export type BaseCredentials = Omit<Credentials, 'sessionToken'>;

/** Where to reach STS and IAM, and how. */
export interface Endpoint {
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  /** An address that replaces AWS's own for STS; `iamUrl` likewise for IAM. */
  readonly stsUrl?: string | undefined;
  readonly iamUrl?: string | undefined;
  /** Likewise for the console's sign-in. */
  readonly signinUrl?: string | undefined;
  readonly useFips: boolean;
  readonly useDualstack: boolean;
  /** PEM file of extra certificate authorities, from `ca_bundle` or `AWS_CA_BUNDLE`. */
  readonly caBundle?: string | undefined;
}

/** Exchanges a role's session for a sign-in token of the console. `seconds` is the `SessionDuration`; `undefined` sends none. */
export type GetSigninToken = (
  session: Credentials,
  endpoint: Endpoint,
  federation: string,
  seconds: number | undefined,
) => Promise<string>;

/** A role to assume; `durationSeconds` is within what AWS gives any role. */
export interface RoleSpec {
  readonly arn: string;
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
  readonly durationSeconds?: number | undefined;
  /** What is wrong with the profile's `duration_seconds`, and what is done about it. */
  readonly durationNote?: string | undefined;
}

export interface MfaProof {
  readonly mfaSerial: string;
  readonly tokenCode: string;
}

/** A role with a name for its session, and a code where long-term keys assume it. */
export type RoleCall = RoleSpec & { readonly sessionName: string } & Partial<MfaProof>;

export interface SessionTokenCall extends MfaProof {
  readonly durationSeconds: number;
}

/** What STS hands out; the core labels it and makes it a `Session`. */
export interface IssuedCredentials extends BaseCredentials {
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** AWS's answers are translated into `MfaExecError`s; a refused code is `MFA_CODE_REFUSED`. */
export interface Aws {
  getSessionToken(base: Credentials, endpoint: Endpoint, call: SessionTokenCall): Promise<IssuedCredentials>;
  assumeRole(base: Credentials, endpoint: Endpoint, role: RoleCall): Promise<IssuedCredentials>;
  /** Serial numbers (ARNs) of the caller's MFA devices. */
  listMfaDevices(base: Credentials, endpoint: Endpoint): Promise<string[]>;
  /** Seconds by which this machine's clock is ahead of AWS's (negative: behind), by its last answer, if there was one. */
  clockSkewSeconds(): Promise<number | undefined>;
}

/**
 * Runs a profile's `credential_process` for the user session with the cache key `user`, which the program is told.
 * Throws BASE_CREDENTIALS where it gives none, or a session.
 */
export interface CredentialProcess {
  run(command: string, user: string): Promise<BaseCredentials>;
}

/** Runs an `mfa_process` likewise and returns the code that it printed. */
export interface MfaProcess {
  run(command: string, user: string): Promise<string>;
}

export interface CodeQuestion {
  readonly mfaSerial: string;
  readonly profile?: string | undefined;
  /** Why the last answer did not serve; shown above the question. */
  readonly problem?: string | undefined;
}

/** Asks a person. Throws PROMPT_UNAVAILABLE where nobody can be asked, PROMPT_CANCELLED on Ctrl-C. */
export interface Prompt {
  askCode(question: CodeQuestion): Promise<string>;
  choose(title: string, choices: readonly string[]): Promise<string>;
}

export interface StoredEntry {
  readonly key: string;
  readonly value: string;
}

/**
 * Keeps encoded sessions by cache key. STORE_UNAVAILABLE: there is no such store on this machine;
 * STORE_FAILED: there is one and it does not answer, is locked or denies. Every call is bounded in time.
 */
export interface SessionStore {
  readonly name: StoreName;
  read(key: string): Promise<string | undefined>;
  /** `expiresAt` lets a store drop the entry by itself. */
  write(key: string, value: string, expiresAt: number): Promise<void>;
  /** Forgets one entry; nothing happens where there is none. */
  remove(key: string): Promise<void>;
  list(): Promise<StoredEntry[]>;
  /** Removes all that is in it, also what `list` cannot show; gives how many entries those were. */
  clear?(): Promise<number>;
  /** Throws where `write` would: asked before a code is spent for a store that was named. */
  check?(): Promise<void>;
}

/** Lets a log-in that is under way know of a logout, in whatever process: it must keep nothing then. */
export interface Logouts {
  /** Returns a text that changes when the sessions of the user session that is cached as `user` are forgotten. */
  last(user: string): string;
  /** To be called before anything is removed; without `user` all is. Never fails: without a place for it nobody is told. */
  tell(user?: string): Promise<void>;
}

/** What obtaining a session needs of a store, or of several as one. */
export type SessionCache = Pick<SessionStore, 'read' | 'write' | 'check' | 'list' | 'remove'>;

/**
 * Starts the command. Where exec is possible `run` does not return when it succeeds: this process becomes the
 * command. Throws COMMAND_NOT_FOUND (127) or COMMAND_NOT_EXECUTABLE (126).
 */
export interface Runner {
  /** Throws USAGE where it is set up to start nothing: asked before a code is spent. */
  check?(): void;
  run(command: readonly [string, ...string[]], env: Env): Promise<Exit>;
}
