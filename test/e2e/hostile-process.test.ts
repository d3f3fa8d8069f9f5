/** Attacks on the running process: its memory, its terminal, its signals, its helpers. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needPosix } from './harness/has.ts';
import {
  asUser,
  canRead,
  childOf,
  giveWorld,
  hangUp,
  isDumpable,
  isRunning,
  openCopy,
  VICTIM,
} from './harness/hostile.ts';
import { testNodes } from './harness/nodes.ts';
import { programPath } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const QUESTION = 'MFA code for';

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld();
});
afterEach(() => world?.dispose());

describe.each(testNodes())('on Node $version', ({ path: node }) => {
  describe.runIf(process.platform === 'linux')('the memory', () => {
    test.each(['exec', 'spawn'])(
      'is closed at the prompt to a process of the same user (%s)',
      async (runner) => {
        const program = openCopy(world, node);
        giveWorld(world, VICTIM);
        const [file = '', ...words] = asUser(
          VICTIM,
          ...program,
          '--',
          'sh',
          '-c',
          'echo "ran as $$"; read line',
        );
        const env = { MFA_EXEC_RUNNER: runner, ODD: 'kept' };
        const terminal = world.openCommand(file, words, { env });
        await terminal.waitFor(QUESTION);
        expect(canRead(VICTIM, `/proc/${terminal.pid}/mem`)).toBe(false);
        expect(canRead(VICTIM, `/proc/${terminal.pid}/environ`)).toBe(false);

        terminal.write(`${world.freshCode()}\r`);
        const pid = Number(/\d+/.exec(await terminal.waitFor(/ran as \d+/))?.[0]);
        expect(isDumpable(pid)).toBe(true);
        expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).toContain('\0ODD=kept\0');
        // Beside the command it still has the keys.
        if (runner === 'spawn') expect(canRead(VICTIM, `/proc/${terminal.pid}/mem`)).toBe(false);
        terminal.write('\r');
        expect((await terminal.exit).exitCode).toBe(0);
      },
    );
  });

  test.each([
    ['', { signal: 1, status: null }],
    // Node 20 aborts where it cannot put back the modes of a terminal that is gone.
    ['trap "" HUP; "$@"; echo "$?" > status', { signal: null, status: 0 }],
  ])('the terminal goes away at the prompt: SIGHUP, and nothing is left (%s)', async (script, end) => {
    const words = [node, programPath, '--', 'true'];
    const command = script === '' ? words : ['sh', '-c', script, 'sh', ...words];
    expect(await hangUp(world, command, QUESTION)).toEqual(end);
    if (script !== '') expect(readFileSync(join(world.home, 'status'), 'utf8')).toBe('129\n');
  });

  test('the terminal goes away beside a job in the background: it ends as it would have', async () => {
    const script = 'trap "" HUP; set -m; "$@" & wait $!; echo "$?" > status';
    const helper = "sh -c 'echo seen > /dev/tty; sleep 1; exit 3'";
    const words = [node, programPath, '--mfa-process', helper, '--', 'true'];
    await hangUp(world, ['sh', '-c', script, 'sh', ...words], 'seen');
    expect(readFileSync(join(world.home, 'status'), 'utf8')).toBe('125\n');
  });

  test('kill -9 at the prompt leaves Ctrl-C alive for the rest of the script', async () => {
    const script = '"$@" -- true; echo "and then"; exec sleep 47';
    const terminal = world.openCommand('sh', ['-c', script, 'sh', node, programPath]);
    await terminal.waitFor(QUESTION);
    process.kill(childOf(terminal.pid), 'SIGKILL');
    await terminal.waitFor('and then');
    terminal.write('\x03');
    expect(await terminal.exit).toMatchObject({ signal: 2 });
  });

  describe('a helper', () => {
    /** Started by a shell that its helper was to end, too. */
    const helper = (pidFile: string) => `sh -c 'trap "" INT; echo $$ > ${pidFile}; sleep 47; true'`;
    const pidIn = (file: string) => Number(existsSync(file) ? readFileSync(file, 'utf8') : 0);

    test.each([
      ['mfa_process', 'SIGTERM', 15],
      ['mfa_process', 'SIGINT', 2],
      ['mfa_process', 'SIGQUIT', 3],
      ['credential_process', 'SIGTERM', 15],
      ['credential_process', 'SIGHUP', 1],
    ] as const)('%s: ends with mfa-exec by %s', async (kind, signal, number) => {
      const pidFile = join(world.home, 'pid');
      appendFileSync(join(world.home, '.aws', 'config'), `[profile p]\n${kind} = ${helper(pidFile)}\n`);
      if (kind === 'credential_process') writeFileSync(join(world.home, '.aws', 'credentials'), '');
      const profile = kind === 'mfa_process' ? [] : ['--profile', 'p'];
      const options = kind === 'mfa_process' ? ['--mfa-process', helper(pidFile)] : [];
      // Not mfa-exec's own terminal: with its first process the kernel would end all others on it.
      const words = [node, programPath, ...profile, ...options, '--', 'true'];
      const terminal = world.openCommand('sh', ['-c', '"$@"; echo "status $?"; read -r _', 'sh', ...words]);
      await expect.poll(() => pidIn(pidFile), { timeout: 20_000 }).toBeGreaterThan(0);
      const pid = pidIn(pidFile);
      await expect.poll(() => childOf(pid)).toBeGreaterThan(0);
      const sleep = childOf(pid);
      process.kill(childOf(terminal.pid), signal);
      await terminal.waitFor(`status ${128 + number}`);
      await expect.poll(() => [pid, sleep].filter(isRunning)).toEqual([]);
    });
  });
});
