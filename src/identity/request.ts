/** What the caller asks for: the options, checked. */
import type { StoreChoice } from '../base/store-names.ts';

/** Options that say what a new session is to be like, and where it is kept. */
export type SessionWish = '--duration' | '--role-duration' | '--mfa-serial' | '--token-code' | '--store';

/** What is asked of us, checked: nothing in it needs a look at the AWS files. */
export interface Request {
  readonly profile: string | undefined;
  readonly mfaSerial: string | undefined;
  readonly tokenCode: string | undefined;
  readonly mfaProcess: string | undefined;
  readonly durationSeconds: number;
  /** In place of the profile's `duration_seconds`. */
  readonly roleDurationSeconds: number | undefined;
  readonly minTtlMs: number;
  readonly roleArn: string | undefined;
  readonly region: string | undefined;
  readonly store: StoreChoice;
  readonly prompt: boolean;
  readonly refresh: boolean;
  /** The command gets credentials that renew themselves. */
  readonly server: boolean;
  /** `AWS_PROFILE` names the profile to the command. */
  readonly keepProfile: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** What was given rather than left to the profile or the default, as a message calls it: `--duration 15m`. */
  readonly given: Readonly<Partial<Record<SessionWish, string>>>;
}
