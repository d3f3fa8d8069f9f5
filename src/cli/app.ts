import type { Output } from '../base/output.ts';
import type {
  AwsFiles,
  Env,
  GetSigninToken,
  Logouts,
  Reporter,
  Runner,
  SessionStore,
} from '../base/ports.ts';
import type { StoreChoice } from '../base/store-names.ts';
import type { DoctorDeps } from '../doctor/ports.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Locate } from '../identity/identify.ts';
import type { Request } from '../identity/request.ts';
import type { Keys } from '../keys/create.ts';
import type { StartServer } from '../session/handover.ts';

/** The outside world as the commands see it; `bin.ts` builds the real one, tests their own. */
export interface App {
  readonly env: Env;
  readonly clock: { now(): number };
  readonly stdout: Output;
  readonly runner: Runner;
  readonly startServer: StartServer;
  readonly version: string;
  readonly platform: NodeJS.Platform;
  reporter(options: Pick<Request, 'quiet' | 'verbose'>): Reporter;
  /** The stores that a choice stands for, in the order in which they are read; none for `none`. */
  stores(choice: StoreChoice, reporter: Reporter): readonly SessionStore[];
  readonly logouts: Logouts;
  readonly awsFiles: AwsFiles;
  readonly locate: Locate;
  /** Tells whether there is a program of a name, in PATH or, where it has a slash, at that path; on Windows there is none. */
  programs(): Promise<(name: string) => boolean>;
  /** The folder of the documentation, where it is on this machine. */
  docs(): string | undefined;
  /** What obtaining a session needs. */
  session(request: Request): SessionDeps;
  /** Keeps the code that V8 has compiled for the next start. Worth it once a session was obtained: then most of it is used. */
  keepCompiled(): void;
  doctor(request: Request): Promise<DoctorDeps>;
  keys(request: Request): Promise<Keys>;
  /** The call that makes a sign-in token of the console. */
  signin(request: Request): Promise<GetSigninToken>;
  /** Opens a secret link in the browser, and waits for it to fetch the link. Throws OUTPUT where there is none. */
  openLink(link: string): Promise<void>;
  /** Asks for a line on the terminal, hidden where it is `secret`. Throws PROMPT_UNAVAILABLE where there is none. */
  ask(question: string, secret: boolean): Promise<string>;
  /** All of standard input; `undefined` where it is a terminal. */
  readInput(): string | undefined;
}
