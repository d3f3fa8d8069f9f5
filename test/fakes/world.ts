import type { Output } from '../../src/base/output.ts';
import type {
  Credentials,
  Env,
  GetSigninToken,
  IssuedCredentials,
  Logouts,
  Section,
} from '../../src/base/ports.ts';
import type { App } from '../../src/cli/app.ts';
import type { SessionDeps } from '../../src/identity/deps.ts';
import type { StoredKeys } from '../../src/identity/types.ts';
import type { Keys } from '../../src/keys/create.ts';
import { nothingKept } from '../../src/keys/keyring.ts';
import { createReporter } from '../../src/platform/reporter.ts';
import type { StartServer } from '../../src/session/handover.ts';
import { DEVICE, FakeAws } from './aws.ts';
import { MemoryAwsFiles } from './aws-files.ts';
import { FakeClock } from './clock.ts';
import { fakeDoctor } from './doctor.ts';
import { ScriptedPrompt } from './prompt.ts';
import { RecordingReporter } from './reporter.ts';
import { RecordingRunner } from './runner.ts';
import { SECRET } from './session.ts';
import { LocalSingleFlight } from './single-flight.ts';
import { MemoryStore } from './store.ts';

/** Two users, and roles of the first. */
const PROFILES: Record<string, Section> = {
  default: { aws_access_key_id: 'AKIAONE', aws_secret_access_key: `${SECRET}-base`, mfa_serial: DEVICE },
  other: { aws_access_key_id: 'AKIATWO', aws_secret_access_key: `${SECRET}-base`, mfa_serial: DEVICE },
  bare: { aws_access_key_id: 'AKIATHREE', aws_secret_access_key: `${SECRET}-base` },
  otp: {
    aws_access_key_id: 'AKIAFOUR',
    aws_secret_access_key: `${SECRET}-base`,
    mfa_serial: DEVICE,
    mfa_process: 'print-code',
  },
  admin: { role_arn: 'arn:aws:iam::000000000012:role/admin', source_profile: 'default', region: 'eu-west-1' },
  audit: { role_arn: 'arn:aws:iam::000000000012:role/audit', source_profile: 'default' },
  deploy: { role_arn: 'arn:aws:iam::000000000012:role/deploy', source_profile: 'default' },
  chained: { role_arn: 'arn:aws:iam::000000000034:role/far', source_profile: 'admin' },
};

/** Nothing is kept. */
export const noStoredKeys: StoredKeys = {
  read: async ({ profile }) => {
    throw nothingKept(profile);
  },
};

/** Every fake, wired together; what happens outside is written into `journal`, in order. */
export class World {
  readonly journal: string[] = [];
  readonly clock = new FakeClock();
  readonly aws = new FakeAws(this.clock, this.journal);
  readonly prompt = new ScriptedPrompt(this.journal);
  readonly store = new MemoryStore(this.journal);
  readonly reporter = new RecordingReporter();
  readonly runner = new RecordingRunner(this.journal);
  readonly awsFiles = new MemoryAwsFiles({ ...PROFILES }, this.journal);
  /** Whose sessions were forgotten, in order; nothing for everybody's. */
  readonly forgotten: (string | undefined)[] = [];
  readonly logouts: Logouts = {
    last: (user) => String(this.forgotten.filter((whose) => whose === undefined || whose === user).length),
    tell: async (user) => {
      this.forgotten.push(user);
    },
  };
  readonly singleFlight = new LocalSingleFlight(this.journal);
  /** What `credential_process` and `mfa_process` print. */
  processCredentials: Credentials = { accessKeyId: 'AKIAPROCESS', secretAccessKey: `${SECRET}-process` };
  processCode = '123456';
  /** Where programs are looked for. */
  folder = '/project';
  /** What the server was told. */
  handover: Parameters<StartServer>[0] | undefined;
  hidden: Env = {};
  /** What the server of an outer call gives. */
  served: IssuedCredentials | undefined;

  deps(env: Env = {}): SessionDeps & { readonly startServer: StartServer } {
    const { journal, clock, aws, prompt, store, reporter, awsFiles, singleFlight, logouts } = this;
    return {
      env,
      clock,
      sleep: async (ms) => {
        journal.push(`sleep ${ms / 1000} s`);
        clock.advance(ms);
      },
      aws: async () => aws,
      prompt,
      store,
      logouts,
      reporter,
      awsFiles,
      locate: async ({ command }) => [`${this.folder}/${command}`],
      singleFlight: async () => singleFlight,
      askServer: async () => this.served,
      startServer: async (handover) => {
        journal.push('startServer');
        this.handover = handover;
        return { uri: 'http://127.0.0.1:4711/credentials', token: 'the-token', hidden: this.hidden };
      },
      credentialProcess: async () => ({
        run: async () => {
          journal.push('credentialProcess');
          return this.processCredentials;
        },
      }),
      storedKeys: async () => noStoredKeys,
      mfaProcess: async () => ({
        run: async () => {
          journal.push('mfaProcess');
          return this.processCode;
        },
      }),
    };
  }

  /** What was written since the last call. */
  takeJournal(): string[] {
    return this.journal.splice(0);
  }
}

/** A program around a `World`: keeps what goes to stdout and stderr. */
export class FakeApp implements App {
  readonly env: Env;
  readonly world: World;
  readonly clock: FakeClock;
  readonly runner: RecordingRunner;
  readonly platform = 'linux';
  readonly version = '1.2.3';
  readonly stdout: Output;
  readonly awsFiles: MemoryAwsFiles;
  readonly locate = async () => [];
  /** The programs in PATH. */
  installed = ['aws', 'env', 'make', 'sh'];
  readonly logouts: Logouts;
  out = '';
  err = '';
  terminal = false;
  /** What `keys` works with. */
  kept: Keys | undefined;
  /** What a person types, line by line. */
  answers: string[] = [];
  /** Standard input; absent for a terminal. */
  input: string | undefined;

  constructor(env: Env = {}, world = new World()) {
    this.env = env;
    this.world = world;
    this.clock = world.clock;
    this.runner = world.runner;
    this.awsFiles = world.awsFiles;
    this.logouts = world.logouts;
    const app = this;
    this.stdout = {
      write: (text) => {
        app.out += text;
      },
      get isTerminal() {
        return app.terminal;
      },
      get colour() {
        return app.terminal;
      },
      unicode: true,
    };
  }

  startServer: StartServer = (handover) => this.world.deps().startServer(handover);

  reporter(options: { readonly quiet: boolean; readonly verbose: boolean }) {
    return createReporter((text) => {
      this.err += text;
    }, options);
  }

  keepCompiled() {}

  docs = () => undefined;

  programs = async () => (name: string) => this.installed.includes(name);

  stores(choice: string) {
    return choice === 'none' ? [] : [this.world.store];
  }

  async keys(): Promise<Keys> {
    if (this.kept === undefined) throw new Error('no fake of the kept keys');
    return this.kept;
  }

  async ask(question: string): Promise<string> {
    this.world.journal.push(`ask ${question}`);
    return this.answers.shift() ?? '';
  }

  /** The sign-in tokens that were asked for: access key id, federation endpoint, `SessionDuration`. */
  signins: unknown[][] = [];
  /** The links that were opened. */
  opened: string[] = [];

  async signin(): Promise<GetSigninToken> {
    return async (session, _endpoint, federation, seconds) => {
      this.signins.push([session.accessKeyId, federation, seconds]);
      return 'signin+token';
    };
  }

  async openLink(link: string): Promise<void> {
    this.opened.push(link);
  }

  readInput(): string | undefined {
    return this.input;
  }

  async doctor(request: { readonly store: string }) {
    return fakeDoctor({ env: this.env, awsFiles: this.world.awsFiles, stores: this.stores(request.store) });
  }

  session(request: {
    readonly store: string;
    readonly quiet: boolean;
    readonly verbose: boolean;
  }): SessionDeps {
    const deps = this.world.deps(this.env);
    return {
      ...deps,
      reporter: this.reporter(request),
      store: request.store === 'none' ? undefined : deps.store,
    };
  }
}
