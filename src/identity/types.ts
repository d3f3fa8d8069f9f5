import type { BaseCredentials, Credentials, Endpoint, Env, RoleSpec } from '../base/ports.ts';

/** Where the long-term credentials come from. */
export type BaseSource =
  /** `from` names the place for messages: `profile "dev" in ~/.aws/credentials`, `the environment`. */
  | { readonly kind: 'static'; readonly credentials: Credentials; readonly from: string }
  | ProcessSource
  /** In the keychain or the encrypted file of mfa-exec. */
  | (StoredKeyRef & { readonly kind: 'stored'; readonly from: string });

/** Names a pair that mfa-exec keeps, without its secret. */
export interface StoredKeyRef {
  readonly profile: string;
  /** The credentials file that is in force with the profile. */
  readonly credentialsPath: string;
  readonly accessKeyId: string;
}

/** Opens what `StoredKeyRef` names. */
export interface StoredKeys {
  /**
   * The pair, from where mfa-exec keeps it. Throws KEYS_CHANGED where other keys have taken its place: the identity is
   * to be worked out anew; BASE_CREDENTIALS where there is none; STORE_FAILED or STORE_UNAVAILABLE as a store does.
   */
  read(ref: StoredKeyRef): Promise<BaseCredentials>;
}

/** A `credential_process`: what it gives is known when it has run, so that its place stands for who that is. */
export interface ProcessSource {
  readonly kind: 'process';
  readonly command: string;
  readonly from: string;
  /** The two AWS files. */
  readonly files: readonly string[];
  /** Which program and files the line names here and now; absent before that is looked up. */
  readonly located?: readonly string[];
}

/** Everything that is known about who is calling before anything is asked, read or sent. */
export interface Identity {
  /** The profile's name; absent when the keys come from the environment and no profile was named. */
  readonly profile?: string | undefined;
  readonly base: BaseSource;
  /** Absent: to be discovered. */
  readonly mfaSerial?: string | undefined;
  /** The profile's `mfa_process`. */
  readonly mfaProcess?: string | undefined;
  /** Roles to assume one after the other, the first with the MFA session; none for a plain session. */
  readonly roles: readonly RoleSpec[];
  readonly endpoint: Endpoint;
  /** The region that something names; absent where the command has none, whatever `endpoint` falls back to. */
  readonly region?: string | undefined;
  /** The account of the long-term credentials, where the files or the environment say it. */
  readonly accountId?: string | undefined;
  /** Variables that the command gets beside the credentials: the region and what else the profile says. */
  readonly childSettings?: Env | undefined;
  /** Settings for which the command is told the profile, or reads `[default]`: see `leftBehind`. */
  readonly leftBehind?: readonly string[] | undefined;
}

/** What the command line and its environment twins say about the identity. */
export interface IdentityQuery {
  readonly profile?: string | undefined;
  readonly mfaSerial?: string | undefined;
  readonly roleArn?: string | undefined;
  /** In place of the profile's `duration_seconds`. */
  readonly roleDurationSeconds?: number | undefined;
  readonly region?: string | undefined;
}
