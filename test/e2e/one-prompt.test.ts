/** One code for any number of processes: the built program, many at a time. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { programPath } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const stsCalls = () => world.sandbox.calls.filter(({ service }) => service === 'sts').length;

/** What is left beside the sessions themselves. */
function litter(): string[] {
  return readdirSync(join(world.runtimeDir, 'mfa-exec')).filter((name) => !name.startsWith('session-'));
}

describe('64 at once with a cold cache', { timeout: 120_000 }, () => {
  test.each([
    ['commands', ['--', 'true']],
    ['exports', ['export', '--format', 'process']],
  ])('%s: one code, one call to STS', async (_, args) => {
    const env = { MFA_EXEC_MFA_PROCESS: world.mfaProcess };
    const runs = Array.from({ length: 64 }, () => world.run(args, { env, timeoutMs: 110_000 }));
    const results = await Promise.all(runs);
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([0]));
    expect(world.processCodes()).toHaveLength(1);
    expect(stsCalls()).toBe(1);
    expect(litter()).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a question on one of two terminals', () => {
  const question = 'MFA code for';

  async function twoTerminals() {
    const first = world.open(['--', 'echo', 'first ran']);
    await first.waitFor(question);
    const second = world.open(['--', 'echo', 'second ran']);
    await second.waitFor(`waiting for process ${first.pid}`);
    return { first, second };
  }

  test('its answer serves both', async () => {
    const { first, second } = await twoTerminals();
    first.write(`${world.freshCode()}\r`);
    await first.waitFor('first ran');
    await second.waitFor('second ran');
    expect(second.text).not.toContain(question);
    expect(stsCalls()).toBe(1);
    await Promise.all([first.exit, second.exit]);
    expect(litter()).toEqual([]);
  });

  test('cancelled: the other ends too and does not ask', async () => {
    const { first, second } = await twoTerminals();
    const start = performance.now();
    first.write('\x03');
    expect(await second.exit).toMatchObject({ exitCode: 125 });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(second.text).toContain('cancelled');
    expect(second.text).not.toContain(question);
    await first.exit;
    expect(litter()).toEqual([]);
  });

  test('killed: the other asks within 3 s', async () => {
    const { first, second } = await twoTerminals();
    const start = performance.now();
    process.kill(first.pid, 'SIGKILL');
    await second.waitFor(question);
    expect(performance.now() - start).toBeLessThan(3000);
    second.write(`${world.freshCode()}\r`);
    await second.waitFor('second ran');
    await second.exit;
    expect(litter()).toEqual([]);
  });
});

test.skipIf(process.platform === 'win32')(
  'two users on one terminal are asked one after the other',
  async () => {
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
      for (let asked = 0; asked < 2; asked++) {
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
  },
);
