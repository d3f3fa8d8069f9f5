/**
 * The real AWS CLI as the judge of mfa-exec: the same command on the same files and in the same environment, once
 * bare and once behind mfa-exec, against one sandbox that stands behind every AWS host name.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createAuthority } from '../../../fixtures/certificates.ts';
import { type ConnectProxy, startConnectProxy } from '../../../fixtures/connect-proxy.ts';
import type { Env } from '../../../src/base/ports.ts';
import { withEnv } from './env.ts';
import { HOSTS, type Outcome, outcomeOf } from './judged.ts';
import type { PtyExit, Terminal } from './pty.ts';
import { createWorld, type World } from './world.ts';

/** A configuration and an environment. In all texts `{me}` stands for the keys of that user, as a profile has them. */
export interface Situation {
  readonly what: string;
  /** `~/.aws/config`, in place of one with a region and the device of `me`; `null` for none. */
  readonly config?: string | null;
  /** `~/.aws/credentials`, in place of one with the keys of `me` and `other`; `null` for none. */
  readonly credentials?: string | null;
  /** More files in the home folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** `{me.id}` and `{me.secret}` are a user's keys, `{home}` the home folder, `{bundle}` the authority's file. */
  readonly env?: Env;
  /** `--profile` for both. */
  readonly profile?: string;
  /** Of the AWS CLI: `sts get-caller-identity` unless told. */
  readonly command?: readonly string[];
  /** Neither runs: the AWS CLI sends no request for the command. */
  readonly refused?: true;
  /** What mfa-exec does otherwise on purpose, and why. */
  /** For which versions of the AWS CLI the situation holds; for all without it. */
  readonly holds?: (version: { readonly major: number; readonly minor: number }) => boolean;
  readonly differs?: { readonly why: string; readonly wrapped: 'refused' | Partial<Outcome> };
}

export const SERIAL = 'arn:aws:iam::000000000012:mfa/me';
export const ROLE = 'arn:aws:iam::000000000012:role';
export const CONFIG = `[default]\nregion = eu-central-1\nmfa_serial = ${SERIAL}\n`;
export const CREDENTIALS = '[default]\n{me}\n[other]\n{other}\n';

const ROLES = [
  { name: 'mfa' },
  { name: 'short' },
  { name: 'open', requireMfa: false },
  { name: 'next', requireMfa: false },
  { name: 'external', externalId: 'a b/c' },
  { name: 'long', maxSessionSeconds: 43_200 },
];

export class Judge {
  readonly #world: World;
  readonly #proxy: ConnectProxy;
  readonly #base: Env;
  /** File of the authority that signs for every AWS host name. */
  readonly #bundle: string;
  #homes = 0;
  #typing: Promise<unknown> = Promise.resolve();

  private constructor(world: World, proxy: ConnectProxy, authority: string) {
    this.#world = world;
    this.#proxy = proxy;
    this.#bundle = join(world.home, 'authority.pem');
    writeFileSync(this.#bundle, authority);
    this.#base = {
      AWS_CA_BUNDLE: this.#bundle,
      HTTPS_PROXY: `http://${proxy.address}`,
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      XDG_CACHE_HOME: join(world.home, '.cache'),
      // Gives codes of `me`, whose keys all situations use in which a code is asked for.
      MFA_EXEC_MFA_PROCESS: `NODE_EXTRA_CA_CERTS='${this.#bundle}' ${world.mfaProcess}`,
    };
  }

  static async start(): Promise<Judge> {
    const authority = createAuthority();
    const users = ['me', 'other'].map((name) => ({ name, forceMfa: false }));
    const sandbox = { tls: authority.issue(HOSTS), users, roles: ROLES };
    const world = await createWorld({ sandbox, env: { AWS_ENDPOINT_URL: undefined } });
    const proxy = await startConnectProxy({ tunnelTo: new URL(world.sandbox.url).host });
    world.sandbox.setFault({ kind: 'internal', operation: 'DescribeCluster' });
    const judge = new Judge(world, proxy, authority.cert);
    for (const user of ['me', 'other']) await judge.#logIn(user);
    return judge;
  }

  async dispose(): Promise<void> {
    await this.#proxy.close();
    await this.#world.dispose();
  }

  /** How the command went for each of the two. */
  async compare(situation: Situation): Promise<{ readonly bare: Outcome; readonly wrapped: Outcome }> {
    const number = ++this.#homes;
    const home = this.#write(situation, `home-${number}`);
    const env = withEnv(this.#world.env, {
      ...this.#base,
      HOME: home,
      ...this.#filled(situation.env ?? {}, home),
    });
    const command = situation.command ?? ['sts', 'get-caller-identity'];
    const named = situation.profile === undefined ? [] : ['--profile', situation.profile];

    const bare = this.#bare([...named, ...command], home, { ...env, AWS_EXECUTION_ENV: `bare-${number}` });
    const wrapped = this.#wrapped(named, command, home, { ...env, AWS_EXECUTION_ENV: `wrapped-${number}` });
    return { bare: await bare, wrapped: await wrapped };
  }

  /** On a terminal of its own, where its codes are typed; what it prints goes to files, as a script would have it. */
  async #bare(args: readonly string[], home: string, env: Env): Promise<Outcome> {
    const script = 'aws "$@" > "$HOME/stdout" 2> "$HOME/stderr"';
    const terminal = this.#world.openCommand('sh', ['-c', script, 'sh', ...args], { cwd: home, env });
    const { exitCode } = await this.#typeCodes(terminal);
    const [stdout = '', stderr = ''] = ['stdout', 'stderr'].map((name) =>
      readFileSync(join(home, name), 'utf8'),
    );
    return this.#outcome(exitCode, stdout, stderr, env);
  }

  /** Answers each question; one program at a time, for a device's code is good only until the next ones are out. */
  async #typeCodes(terminal: Terminal): Promise<PtyExit> {
    const answer = async () => {
      const question = await terminal.waitFor(/Enter MFA code for (\S+):/, 40_000);
      await this.#typing;
      this.#typing = terminal.exit;
      terminal.write(`${this.#code(/arn:\S+(?=:)/.exec(question)?.[0])}\r`);
      await terminal.exit;
    };
    // It ends without a question where it needs no code.
    await answer().catch(() => {});
    return terminal.exit;
  }

  /** Most situations need no code then. */
  async #logIn(user: string): Promise<void> {
    const home = this.#write({ what: 'log-in', credentials: `[default]\n{${user}}\n`, config: null }, user);
    const env = { ...this.#base, HOME: home, MFA_EXEC_TOKEN_CODE: this.#code(SERIAL.replace('me', user)) };
    const { status, stderr } = await this.#world.run(['login'], { env });
    if (status !== 0) throw new Error(stderr);
  }

  async #wrapped(
    named: readonly string[],
    command: readonly string[],
    home: string,
    env: Env,
  ): Promise<Outcome> {
    const args = [...named, '--', 'aws', ...command];
    const { status, stdout, stderr } = await this.#world.run(args, {
      cwd: home,
      env,
    });
    return this.#outcome(status ?? -1, stdout, stderr, env);
  }

  #outcome(status: number, stdout: string, stderr: string, env: Env): Outcome {
    const calls = this.#world.sandbox.calls.filter(({ userAgent }) =>
      userAgent.split(/[\s#]+/).includes(`exec-env/${env['AWS_EXECUTION_ENV']}`),
    );
    return outcomeOf(calls, status, stdout, stderr);
  }

  #code(serial: string = SERIAL): string {
    return this.#world.sandbox.freshCode(serial);
  }

  #write(situation: Situation, name: string): string {
    const home = join(this.#world.home, name);
    const { config = CONFIG, credentials = CREDENTIALS, files = {} } = situation;
    const all = { '.aws/config': config, '.aws/credentials': credentials, ...files };
    mkdirSync(home);
    for (const [name, text] of Object.entries(all)) {
      if (text === null) continue;
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), this.#fill(text, home), { mode: 0o700 });
    }
    return home;
  }

  #filled(env: Env, home: string): Env {
    return Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value && this.#fill(value, home)]),
    );
  }

  #fill(text: string, home: string): string {
    let filled = text
      .replaceAll('{home}', home)
      .replaceAll('{bundle}', this.#bundle)
      .replaceAll('{authority}', readFileSync(this.#bundle, 'utf8'));
    for (const { name, key } of this.#world.sandbox.directory.users) {
      const pair = `aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}`;
      filled = filled
        .replaceAll(`{${name}}`, pair)
        .replaceAll(`{${name}.id}`, key.accessKeyId)
        .replaceAll(`{${name}.secret}`, key.secretAccessKey);
    }
    return filled;
  }
}
