/**
 * `keys rotate` is killed at every system call that touches network or store: a key that works is always in force, AWS
 * has two at most, and the next rotation leaves one that is known.
 */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWith } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { newestRuntimes } from './harness/nodes.ts';
import { programWords, runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const PASSPHRASE = 'correct horse battery staple';
/** What network and stores are reached by; each is tried as often as a rotation makes it, up to so many times. */
const CALLS: Readonly<Record<string, number>> = {
  connect: 4,
  write: 6,
  writev: 6,
  sendto: 4,
  sendmsg: 8,
  fsync: 5,
  rename: 4,
  renameat: 4,
  unlink: 3,
  openat: 8,
};
/** There are many of these, most of them of the runtime: only one in so many is tried. */
const STRIDE: Readonly<Record<string, number>> = { openat: 6 };
/** At least so many runs must have been cut off in the middle, with each store. */
const ENOUGH = 30;

describeWith(['strace', ...keyringCommands], 'a rotation that is killed', () => {
  // The executable: its starts are the quickest, and what it does is what the npm program does.
  const runtime = newestRuntimes().at(-1);
  const node = runtime?.path ?? process.execPath;
  let keyring: Keyring;
  let world: World;
  beforeEach(async () => {
    keyring = await startKeyring();
  });
  afterEach(async () => {
    await world.dispose();
    await keyring.dispose();
  });

  test.each(['keychain', 'file'])('with keys in the %s', { timeout: 300_000 }, async (vault) => {
    const options = { store: 'file', env: { MFA_EXEC_PASSPHRASE: PASSPHRASE } } as const;
    world = await createWorld(vault === 'keychain' ? { ...options, keyring } : options);
    const { user } = world.sandbox;
    const code = () => ({ MFA_EXEC_TOKEN_CODE: world.freshCode() });
    expect(await world.run(['keys', 'import'], { node })).toMatchObject({ status: 0 });
    let killed = 0;
    for (const [call, times] of Object.entries(CALLS)) {
      for (let at = 1; at <= times; at++) {
        const env = { ...world.env, ...code() };
        const inject = [
          '-f',
          '-qq',
          '-o',
          join(world.home, 'trace'),
          '-e',
          `inject=${call}:signal=KILL:when=${at * (STRIDE[call] ?? 1)}`,
        ];
        const args = [...inject, ...programWords(node), 'keys', 'rotate'];
        const { status } = await runCommand('strace', args, { env, cwd: world.home });
        if (status === 0) break;
        killed += 1;
        const where = `killed at ${call} number ${at}`;

        expect(user.keys.length, where).toBeLessThanOrEqual(2);
        const ordinary = await world.run(['--', 'true'], { node, env: code() });
        expect(ordinary, where).toMatchObject({ status: 0 });
        const next = await world.run(['keys', 'rotate'], { node, env: code() });
        expect(next, where).toMatchObject({ status: 0 });
        expect(user.keys, where).toHaveLength(1);
        const { stdout } = await world.run(['keys', 'list', '--json'], { node });
        expect(JSON.parse(stdout).keys, where).toMatchObject([
          { accessKeyId: user.keys[0]?.accessKeyId, rotating: false },
        ]);
      }
    }
    expect(killed).toBeGreaterThanOrEqual(ENOUGH);
  });
});
