import { STORE_LABELS } from '../base/store-names.ts';

/** The checks in the order in which they are shown, causes before what comes of them, with their labels. */
export const CHECKS = {
  'config-file': 'config file',
  'credentials-file': 'credentials file',
  profile: 'profile',
  'long-term-keys': 'long-term keys',
  endpoint: 'endpoint',
  clock: 'clock',
  'access-key': 'access key',
  'mfa-device': 'MFA device',
  store: 'store',
  ...STORE_LABELS,
  node: 'Node.js',
  runner: 'runner',
  environment: 'environment',
} as const;

export type CheckName = keyof typeof CHECKS;

/** `warning`: it works, and something had better be otherwise. `error`: it does not, or not as it was asked to. */
export type Status = 'ok' | 'warning' | 'error';

/** What one check came to. */
export interface Finding {
  readonly check: CheckName;
  readonly status: Status;
  /** For a person; no secret is in it. */
  readonly message: string;
  /** What to do about it; always there where the status is not `ok`. */
  readonly fix?: string;
  /** How long the checked thing took to answer. */
  readonly milliseconds?: number;
  /** Seconds by which this machine's clock is ahead of AWS's; negative: behind. */
  readonly skewSeconds?: number;
}

type Measures = Pick<Finding, 'milliseconds' | 'skewSeconds'>;

export function ok(check: CheckName, message: string, measures: Measures = {}): Finding {
  return { check, status: 'ok', message, ...measures };
}

export function warning(check: CheckName, message: string, fix: string, measures: Measures = {}): Finding {
  return { check, status: 'warning', message, fix, ...measures };
}

export function failed(check: CheckName, message: string, fix: string, measures: Measures = {}): Finding {
  return { check, status: 'error', message, fix, ...measures };
}
