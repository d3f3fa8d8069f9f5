/** Rounds one after the other in one world: each empties the cache, starts many processes and looks at what came of them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { StoreChoice } from '../../src/base/store-names.ts';
import { type Keyring, startKeyring } from '../../test/e2e/harness/keyring.ts';
import { createWorld, type World } from '../../test/e2e/harness/world.ts';
import { account, type Minted } from './account.ts';
import { type Conditions, conditionsOf, MIN_TTL_SECONDS } from './conditions.ts';
import { ageTemporaryFiles, leftFiles, orphans } from './leftovers.ts';
import type { Random } from './random.ts';
import { type Ended, type Fate, runOne } from './run.ts';

export interface SeriesOptions {
  readonly store: Extract<StoreChoice, 'file' | 'keychain'>;
  readonly nodes: readonly [string, ...string[]];
  readonly processes: number;
  readonly random: Random;
}

export class Tally {
  rounds = 0;
  codes = 0;
  started = 0;
  killed = 0;
  succeeded = 0;
  outages = 0;
  minted = 0;
  lost = 0;
  renewed = 0;
  problems = 0;
  /** Of the Secret Service itself. */
  crashes = 0;

  /** At once, for a soak may take hours. */
  complain(what: string): void {
    this.problems += 1;
    console.log(`soak: ${what}`);
  }
}

const ROLE = 'arn:aws:iam::000000000012:role/deployer';
const COMMAND = ['--', 'sh', '-c', 'echo "$AWS_ACCESS_KEY_ID"'];
/** The second is libsecret's own (0.20.5), where another process replaces the item that it looks at. */
const QUIET =
  /^mfa-exec: waiting for process \d+, which is getting this session$|^\(process:\d+\): GLib-GIO-CRITICAL .*ever_returned' failed$/;
/** What an outage may be told as. */
const OUTAGE =
  /^mfa-exec: (hint: |127\.0\.0\.1:\d+ |what answered |a web page answered |another mfa-exec was getting this session and failed: AWS could not be reached$)/;

export class Series {
  readonly #world: World;
  readonly #keyring: Keyring | undefined;
  readonly #options: SeriesOptions;
  readonly #leaders = new Set<number>();

  constructor(world: World, keyring: Keyring | undefined, options: SeriesOptions) {
    this.#world = world;
    this.#keyring = keyring;
    this.#options = options;
  }

  /**
   * Resolves to whether there can be another. gnome-keyring 42 ends itself now and then (GLib's SIGTRAP) after some
   * thousand of clients: what is seen in that round says nothing of mfa-exec, and the series is of no more use.
   */
  async round(tally: Tally): Promise<boolean> {
    const { random, processes, nodes } = this.#options;
    const { sandbox } = this.#world;
    const said: string[] = [];
    const say = (what: string) => void said.push(`round ${tally.rounds} (${this.#options.store}): ${what}`);
    await this.#empty(say);
    const now = conditionsOf(random);
    sandbox.sessions.ttlSeconds = now.ttlSeconds;
    for (const fault of now.faults) sandbox.setFault(fault);
    const from = { calls: sandbox.calls.length, sessions: sandbox.sessions.all().length };

    const plans = Array.from({ length: processes }, () => ({
      node: random.pick(nodes),
      fate: fate(random),
      args: [
        ...(random.oneIn(4) ? ['--role-arn', ROLE] : []),
        '--min-ttl',
        `${MIN_TTL_SECONDS}s`,
        ...COMMAND,
      ],
      afterMs: random.below(random.pick([1, 200, 1500, now.ttlSeconds === undefined ? 1500 : 5000])),
      pauseMs: random.below(300),
    }));
    const ended = await Promise.all(
      plans.map(async ({ node, fate, args, afterMs, pauseMs }) => {
        await delay(afterMs);
        const MFA_EXEC_MFA_PROCESS = `sleep ${pauseMs / 1000}; ${this.#world.mfaProcess}`;
        const env = { ...this.#world.env, MFA_EXEC_MFA_PROCESS };
        return runOne({ node, args, env, cwd: this.#world.home, fate });
      }),
    );
    sandbox.clearFaults();

    tally.rounds += 1;
    tally.started += ended.length;
    tally.outages += now.outage ? 1 : 0;
    for (const one of ended) this.#judge(one, now, tally, say);
    this.#count(ended, now, from, tally, say);
    if (this.#keyring?.isAlive() === false) {
      tally.crashes += 1;
      return false;
    }
    for (const what of said) tally.complain(what);
    return true;
  }

  /** After the last round: runs without faults clean up after those that were killed, and then nothing is left. */
  async finish(tally: Tally): Promise<void> {
    const say = (what: string) => tally.complain(`at the end (${this.#options.store}): ${what}`);
    ageTemporaryFiles(this.#world);
    this.#world.sandbox.sessions.ttlSeconds = undefined;
    await this.#empty(say);
    tally.codes += this.#world.processCodes().length;
    const wanted = ['--mfa-process', this.#world.mfaProcess];
    // The litter of a lock goes with the next that holds the same one: the role's, then the user's.
    for (const options of [
      [...wanted, '--role-arn', ROLE],
      [...wanted, '--refresh'],
    ]) {
      const { status, stderr } = await this.#world.run([...options, '--', 'true']);
      if (status !== 0) say(`the last run ended with ${status}: ${stderr}`);
    }
    for (const name of leftFiles(this.#world)) say(`${name} is left`);
    for (const pid of await orphans(this.#leaders)) say(`process ${pid} is left`);
  }

  async dispose(): Promise<void> {
    await this.#world.dispose();
    await this.#keyring?.dispose();
  }

  async #empty(say: (what: string) => void): Promise<void> {
    const { status, stderr } = await this.#world.run(['logout', '--all', '--quiet']);
    if (status !== 0) say(`logout ended with ${status}: ${stderr}`);
  }

  #judge(one: Ended, { outage }: Conditions, tally: Tally, say: (what: string) => void): void {
    this.#leaders.add(one.pid);
    const lines = one.stderr.split('\n').filter((line) => line !== '' && !QUIET.test(line));
    if (one.hung) say(`process ${one.pid} did not end`);
    else if (one.signal !== null) tally.killed += 1;
    else if (one.status === 0 && !outage && lines.length === 0) tally.succeeded += 1;
    else if (!outage || one.status !== 125 || lines.length !== 2 || !lines.every((line) => OUTAGE.test(line)))
      say(`process ${one.pid} ended with ${one.status}: ${lines.join(' / ')}`);
    try {
      this.#world.secrets.expectNone(one.stderr, 'stderr');
    } catch (error) {
      say(String(error));
    }
  }

  #count(
    ended: readonly Ended[],
    { outage }: Conditions,
    from: { readonly calls: number; readonly sessions: number },
    tally: Tally,
    say: (what: string) => void,
  ): void {
    const { sandbox } = this.#world;
    const calls = sandbox.calls.slice(from.calls);
    const issued = sandbox.sessions.all().slice(from.sessions);
    const lived = ended.filter(({ status }) => status === 0);
    // A role is assumed with a user session that was kept before.
    const kept = new Set([
      ...lived.map(({ stdout }) => stdout.trim()),
      ...calls.map((call) => call.accessKeyId),
    ]);
    const kills = ended.length - ended.filter(({ signal }) => signal === null).length;
    for (const [kind, operation] of [
      ['user', 'GetSessionToken'],
      ['role', 'AssumeRole'],
    ] as const) {
      const times = calls.filter((call) => call.operation === operation && call.status === 200 && !outage);
      const sessions = issued.filter(({ principal }) => principal.kind === kind);
      const minted = sessions.map(({ accessKeyId, expiresAt }, at): Minted => {
        return { accessKeyId, expiresAt, at: times[at]?.at ?? Number.NaN };
      });
      const { lost, renewed, wasted } = account(minted, kept, MIN_TTL_SECONDS * 1000, kills);
      tally.minted += minted.length;
      tally.lost += lost;
      tally.renewed += renewed;
      if (times.length !== sessions.length)
        say(`${sessions.length} sessions of ${times.length} calls of ${operation}`);
      if (wasted > 0) say(`${wasted} of ${minted.length} calls of ${operation} were not needed`);
    }
    const unknown = lived.filter(
      ({ stdout }) => !issued.some(({ accessKeyId }) => accessKeyId === stdout.trim()),
    );
    if (unknown.length > 0) say(`${unknown.length} commands ran with a session that is not of this round`);
  }
}

/** Two of five are killed; holders and waiters alike, for nobody knows which they are. */
function fate(random: Random): Fate {
  const kind = random.pick([
    'live',
    'live',
    'live',
    'live',
    'live',
    'stop',
    'SIGKILL',
    'SIGKILL',
    'SIGTERM',
    'SIGTERM',
  ] as const);
  return { kind, afterMs: random.below(1200) };
}

export async function openSeries(options: SeriesOptions): Promise<Series> {
  const keyring = options.store === 'keychain' ? await startKeyring() : undefined;
  const world = await createWorld({ store: options.store, ...(keyring && { keyring }) });
  return new Series(world, keyring, options);
}
