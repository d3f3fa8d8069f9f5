import type { Env, Reporter, Runner, SessionStore, StoreChoice } from '../base/ports.ts';
import type { DoctorDeps } from '../doctor/ports.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';

/** Where the result of a command that runs nothing goes. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Whether colour is wanted there. */
  readonly colour: boolean;
  /** Columns of the terminal; absent without one. */
  readonly width?: number | undefined;
}

/** The outside world as the commands see it; `bin.ts` builds the real one, tests their own. */
export interface App {
  readonly env: Env;
  readonly clock: { now(): number };
  readonly stdout: Output;
  readonly runner: Runner;
  readonly version: string;
  readonly platform: NodeJS.Platform;
  reporter(options: Pick<Request, 'quiet' | 'verbose'>): Reporter;
  /** The stores that a choice stands for, in the order in which they are read; none for `none`. */
  stores(choice: StoreChoice, reporter: Reporter): readonly SessionStore[];
  session(request: Request): SessionDeps;
  doctor(request: Request): Promise<DoctorDeps>;
}
