import type { MfaExecError } from './errors.ts';

export interface Flight<T> {
  /** Looks again: called as soon as this process holds the lock, and whenever another holder succeeded. */
  again(): Promise<T | undefined>;
  /** The work that one process does for all. */
  work(): Promise<T>;
  /** Whether the waiters must fail with this failure of `work` too, rather than try in turn. */
  shares(failure: MfaExecError): boolean;
  /**
   * Called once, after a second of waiting. `isInSight`: the holder is in the foreground of our own terminal, so that
   * what it asks is to be seen there.
   */
  waiting(holderPid: number, isInSight: boolean): void;
  /** Whether this process has a code of its own, and need not wait until a person has answered another process. */
  readonly hasCode?: boolean;
  /** A holder is waited for no longer; the work is done without it. What this throws ends the flight instead. */
  passedOver?(holder: PassedOver): void;
}

export interface PassedOver {
  readonly pid: number;
  /** It is stopped; it asks a person and this process has a code; or it has been asking out of sight for too long. */
  readonly why: 'stopped' | 'asking' | 'unanswered';
}

/** One process at a time per key, across processes; a holder that dies loses the lock at once. */
export interface SingleFlight {
  run<T>(key: string, flight: Flight<T>): Promise<T>;
  /** Runs `work`, which asks a person something: those who wait for a lock of this process are told so. */
  asking<T>(work: () => Promise<T>): Promise<T>;
}
