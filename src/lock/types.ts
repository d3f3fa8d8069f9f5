/** What the lock of each platform offers. */
import type { Outcome } from './channel.ts';
import type { Host } from './guest.ts';

/** The lock is ours. */
export interface Held {
  /** Gives it up, then tells those who wait; resolves when every socket is closed and nothing is left. */
  release(outcome: Outcome): Promise<void>;
  /** Tells those who wait whether this process asks a person now. */
  tellAsking(asking: boolean): void;
}

export type Attempt =
  | { readonly kind: 'held'; readonly held: Held }
  /** Another process has it, and is alive. */
  | { readonly kind: 'taken'; readonly host: Host }
  /** It could not be told, or the holder has no room for a guest: try again a little later. */
  | { readonly kind: 'unclear'; readonly pid?: number | undefined };

/** One run's part in the contest for one key. Rejects with the system's error where locks cannot be had. */
export interface Contender {
  attempt(): Promise<Attempt>;
  /** Closes what an unsuccessful contender had opened; nothing where it held the lock. */
  withdraw(): Promise<void>;
}
