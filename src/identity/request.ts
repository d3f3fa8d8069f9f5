import type { StoreChoice } from '../base/ports.ts';

/** What is asked of us, checked: nothing in it needs a look at the AWS files. */
export interface Request {
  readonly profile: string | undefined;
  readonly mfaSerial: string | undefined;
  readonly tokenCode: string | undefined;
  readonly mfaProcess: string | undefined;
  readonly durationSeconds: number;
  readonly minTtlMs: number;
  readonly roleArn: string | undefined;
  readonly region: string | undefined;
  readonly store: StoreChoice;
  readonly prompt: boolean;
  readonly refresh: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
