import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../fixtures/sandbox/server.ts';
import type { Env } from '../../../src/base/ports.ts';
import type { StoreChoice } from '../../../src/base/store-names.ts';
import { compiledFile } from '../../../src/platform/compiled-code.ts';
import { type AwsHome, writeAwsHome } from './aws-home.ts';
import { minimalEnv, withEnv } from './env.ts';
import type { Keyring } from './keyring.ts';
import { type ProgramOptions, programWords, type RunResult, run } from './program.ts';
import { type PtyOptions, Terminal } from './pty.ts';
import { type NamedSecret, Secrets } from './secrets.ts';

export interface WorldOptions extends AwsHome {
  readonly sandbox?: SandboxOptions;
  /** Whose session bus the programs see; it is not disposed of with the world. */
  readonly keyring?: Keyring;
  /** `MFA_EXEC_STORE`: `keychain` where a keyring is given, else `file`. */
  readonly store?: StoreChoice;
  /** Laid over the world's environment; `undefined` removes a variable. */
  readonly env?: Env;
}

/** Options of one program in the world; its `env` is laid over the world's. */
export type InWorld<Options> = Partial<Options>;

/** Where mfa-exec keeps what V8 made of it, in this home. */
export function codeFolder(home: string): string | undefined {
  const file = compiledFile({ HOME: home, LOCALAPPDATA: home }, process.platform, process.getuid?.(), 'any');
  return file === undefined ? undefined : dirname(file);
}

/** As if mfa-exec had run here before, where the tests made that once for all: see global-setup.ts. */
function copyCode(home: string): void {
  const from = process.env['MFA_EXEC_TEST_CODE'];
  const to = codeFolder(home);
  if (!from || to === undefined) return;
  mkdirSync(to, { recursive: true, mode: 0o700 });
  // Linked, for a copy is not used.
  for (const name of readdirSync(from)) linkSync(join(from, name), join(to, name));
}

/** A machine of one test's own: a home, an AWS account, a user with keys and an MFA device. */
export class World {
  readonly home: string;
  readonly runtimeDir: string;
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets = new Secrets();
  /** A command line that prints a fresh code. */
  readonly mfaProcess: string;
  readonly #folder: string;
  readonly #codesFile: string;
  readonly #terminals: Terminal[] = [];

  constructor(sandbox: Sandbox, options: WorldOptions) {
    // Short, since the path of a Unix socket has 108 bytes at most, 104 on macOS.
    this.#folder = mkdtempSync(join(tmpdir(), 'mx-'));
    this.home = join(this.#folder, 'home');
    this.runtimeDir = join(this.#folder, 'run');
    this.sandbox = sandbox;
    mkdirSync(this.home);
    mkdirSync(this.runtimeDir, { mode: 0o700 });
    writeAwsHome(this.home, sandbox, options);
    copyCode(this.home);

    const own: Env = {
      XDG_RUNTIME_DIR: this.runtimeDir,
      AWS_ENDPOINT_URL: sandbox.url,
      MFA_EXEC_STORE: options.store ?? (options.keyring ? 'keychain' : 'file'),
      ...options.keyring?.env,
    };
    this.env = withEnv(withEnv(minimalEnv(this.home), own), options.env ?? {});

    this.#codesFile = join(this.#folder, 'codes');
    const script = fileURLToPath(new URL('mfa-process.mjs', import.meta.url));
    const words = [process.execPath, script, sandbox.url, sandbox.controlToken, this.#codesFile];
    this.mfaProcess = words.map((word) => `"${word}"`).join(' ');
    this.secrets.addSource(() => this.#secrets());
  }

  /** A code that STS accepts now. */
  freshCode(): string {
    const code = this.sandbox.freshCode();
    this.secrets.add('a code', code);
    return code;
  }

  /** The codes that `mfaProcess` printed so far. */
  processCodes(): string[] {
    return existsSync(this.#codesFile) ? readFileSync(this.#codesFile, 'utf8').trimEnd().split('\n') : [];
  }

  /** Runs the built mfa-exec in the home folder. Throws when a secret is on its stderr, whatever the test is about. */
  async run(args: readonly string[], options: InWorld<ProgramOptions> = {}): Promise<RunResult> {
    const env = withEnv(this.env, options.env ?? {});
    const result = await run(args, { cwd: this.home, ...options, env });
    this.secrets.expectNone(result.stderr, 'stderr');
    return result;
  }

  /** Starts the built mfa-exec on a pseudo-terminal, which ends with the world at the latest. */
  open(args: readonly string[], options: InWorld<PtyOptions & ProgramOptions> = {}): Terminal {
    const [file, ...words] = programWords(options.node);
    return this.openCommand(file, [...words, ...args], options);
  }

  /** The same with any program, such as a shell. */
  openCommand(file: string, args: readonly string[], options: InWorld<PtyOptions> = {}): Terminal {
    const env = withEnv(this.env, options.env ?? {});
    const terminal = new Terminal(file, args, { cwd: this.home, ...options, env });
    this.#terminals.push(terminal);
    return terminal;
  }

  /** Gets a session, as `mfa-exec login` does, and forgets the calls that it took. */
  async warm(): Promise<void> {
    const { status, stderr } = await this.run(['login'], { env: { MFA_EXEC_TOKEN_CODE: this.freshCode() } });
    if (status !== 0) throw new Error(`mfa-exec login ended with ${status}: ${stderr}`);
    this.sandbox.calls.length = 0;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#terminals.map((terminal) => terminal.dispose()));
    await this.sandbox.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  *#secrets(): Generator<NamedSecret> {
    for (const user of this.sandbox.directory.users) {
      for (const key of user.keys) yield ['an access key', key.secretAccessKey];
      for (const device of user.devices) yield ["an MFA device's seed", device.seed];
    }
    for (const session of this.sandbox.sessions.all()) {
      yield ["a session's key", session.secretAccessKey];
      yield ['a session token', session.sessionToken];
    }
    for (const code of this.processCodes()) yield ['a code', code];
  }
}

/** Builds a world and starts its AWS. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  return new World(await startSandbox(options.sandbox), options);
}
