/** Several processes on several terminals, and one code that all of them want. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { startDetached } from './harness/detached.ts';
import { testNodes } from './harness/nodes.ts';
import { programPath } from './harness/program.ts';
import type { Terminal } from './harness/pty.ts';
import { litter, stsOperations } from './harness/traces.ts';
import { createWorld, type World } from './harness/world.ts';

const QUESTION = 'MFA code for';
/** What its holder makes of a lock last. */
const LOCK = /^[0-9a-f]+$/;

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const nodes = testNodes();

/** One that asks, and others that have said whom they wait for; each has a terminal of its own, and another Node. */
async function oneAsksOthersWait(count = 3) {
  const holder = world.open(['--', 'echo', 'holder ran']);
  await holder.waitFor(QUESTION);
  const waiters = Array.from({ length: count }, (_, at) =>
    world.open(['--', 'echo', 'waiter ran'], {
      node: nodes.at(-1 - (at % nodes.length))?.path ?? process.execPath,
    }),
  );
  for (const waiter of waiters) await waiter.waitFor(`waiting for process ${holder.pid}, which`);
  return { holder, waiters };
}

const asked = (terminals: readonly Terminal[]) => terminals.filter(({ text }) => text.includes(QUESTION));
const exits = (terminals: readonly Terminal[]) => Promise.all(terminals.map(({ exit }) => exit));

describe.skipIf(process.platform === 'win32')('a question on one of four terminals', () => {
  test('its answer serves all', async () => {
    const { holder, waiters } = await oneAsksOthersWait();
    holder.write(`${world.freshCode()}\r`);
    const all = [holder, ...waiters];
    for (const { exitCode } of await exits(all)) expect(exitCode).toBe(0);
    for (const terminal of all) expect(terminal.text).toContain('ran');
    expect(asked(all)).toEqual([holder]);
    expect(stsOperations(world)).toEqual(['GetSessionToken']);
    expect(litter(world)).toEqual([]);
  });

  test('cancelled: the others end within 2 s with that reason, and none asks', async () => {
    const { holder, waiters } = await oneAsksOthersWait();
    const start = performance.now();
    holder.write('\x03');
    for (const { exitCode } of await exits(waiters)) expect(exitCode).toBe(125);
    expect(performance.now() - start).toBeLessThan(2000);
    // By SIGINT, as the shell must see it.
    expect(await holder.exit).toMatchObject({ signal: 2 });
    for (const { text } of waiters) expect(text).toMatch(/mfa-exec: another mfa-exec was asking.*cancelled/);
    expect(asked(waiters)).toEqual([]);
    expect(stsOperations(world)).toEqual([]);
    expect(litter(world)).toEqual([]);
  });

  test('killed: one of the others asks within 3 s, and all end well', async () => {
    const { holder, waiters } = await oneAsksOthersWait();
    const start = performance.now();
    process.kill(holder.pid, 'SIGKILL');
    const heir = await Promise.any(
      waiters.map(async (waiter) => {
        await waiter.waitFor(QUESTION);
        return waiter;
      }),
    );
    expect(performance.now() - start).toBeLessThan(3000);
    heir.write(`${world.freshCode()}\r`);
    for (const { exitCode } of await exits(waiters)) expect(exitCode).toBe(0);
    for (const waiter of waiters) expect(waiter.text).toContain('waiter ran');
    expect(asked(waiters)).toEqual([heir]);
    expect(stsOperations(world)).toEqual(['GetSessionToken']);
    // The turn that the killed one had on its terminal stays for the next question there.
    expect(new Set(litter(world).map((name) => name.split('.')[0])).size).toBeLessThanOrEqual(1);
  });

  test('refused three times: the others end with that reason, and none asks', async () => {
    const { holder, waiters } = await oneAsksOthersWait(2);
    const wrong = Number(world.sandbox.directory.device().wrongCode());
    for (let attempt = 0; attempt < 3; attempt++) {
      if (attempt > 0) await holder.waitFor(QUESTION);
      holder.write(`${String((wrong + attempt) % 1e6).padStart(6, '0')}\r`);
      await holder.waitFor('AWS refused the MFA code');
    }
    for (const { exitCode } of await exits([holder, ...waiters])) expect(exitCode).toBe(125);
    for (const { text } of waiters) expect(text).toContain('AWS refused the MFA code');
    expect(asked(waiters)).toEqual([]);
    expect(stsOperations(world)).toHaveLength(3);
    expect(litter(world)).toEqual([]);
  });
});

// Elsewhere a dialog would open where there is no terminal.
describe.runIf(process.platform === 'linux')('two that wait on different grounds', () => {
  test('one that has nobody to ask leaves the question to one that has', async () => {
    // Keys that are there only once the file is: as long as the test likes, the first holds the lock.
    const slow = await createWorld({
      credentials: () => '',
      profile: { credential_process: `sh -c 'until [ -e go ]; do sleep 0.1; done; cat keys'` },
    });
    try {
      const { key } = slow.sandbox.user;
      const keys = { Version: 1, AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey };
      writeFileSync(join(slow.home, 'keys'), JSON.stringify(keys), { mode: 0o600 });
      // Without a terminal; --no-prompt would not take the lock in the first place.
      const script = `"${process.execPath}" "${programPath}" -- true 2>&1; echo "status $?"`;
      const holder = startDetached('sh', ['-c', script], slow.env, slow.home);
      await expect.poll(() => litter(slow), { timeout: 20_000 }).toContainEqual(expect.stringMatching(LOCK));
      const waiter = slow.open(['--', 'echo', 'waiter ran']);
      await waiter.waitFor('waiting for process');
      writeFileSync(join(slow.home, 'go'), '');
      await waiter.waitFor(QUESTION);
      const output = await holder.output;
      expect(output).toContain('there is nobody to ask');
      expect(output).toMatch(/status 125\n$/);
      waiter.write(`${slow.freshCode()}\r`);
      await waiter.waitFor('waiter ran');
    } finally {
      await slow.dispose();
    }
  });

  test('two users on one terminal are asked one after the other', async () => {
    const users = [{ name: 'ann' }, { name: 'ben' }];
    const both = await createWorld({
      sandbox: { users },
      config: ({ url, directory }) => {
        const ben = directory.users[1];
        return section('profile ben', {
          endpoint_url: url,
          aws_access_key_id: ben?.keys[0]?.accessKeyId,
          aws_secret_access_key: ben?.keys[0]?.secretAccessKey,
          mfa_serial: ben?.devices[0]?.serial,
        });
      },
    });
    try {
      const program = `"${process.execPath}" "${programPath}"`;
      const script = `${program} -- echo "ann ran" & ${program} --profile ben -- echo "ben ran" & wait`;
      const shell = both.openCommand('sh', ['-c', script]);
      for (let turn = 0; turn < 2; turn++) {
        const who = /ann|ben/.exec(await shell.waitFor(/MFA code for (ann|ben)/))?.[0];
        const device = both.sandbox.directory.users.find(({ name }) => name === who)?.devices[0];
        shell.write(`${both.sandbox.freshCode(device?.serial)}\r`);
      }
      expect(await shell.exit).toMatchObject({ exitCode: 0 });
      expect(shell.text).toContain('ann ran');
      expect(shell.text).toContain('ben ran');
      // Neither line has the other's question in it.
      expect(shell.text.match(/^MFA code for \w+ \(\d+\), profile \w+: /gm)).toHaveLength(2);
    } finally {
      await both.dispose();
    }
  });
});
