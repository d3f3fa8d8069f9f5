/** Nobody waits for ever: holders of the lock that are stopped, or that ask where nobody answers. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needPosix } from './harness/has.ts';
import { childOf } from './harness/hostile.ts';
import { newestNode, testNodes } from './harness/nodes.ts';
import { programPath } from './harness/program.ts';
import { stsOperations } from './harness/traces.ts';
import { createWorld, type World } from './harness/world.ts';

const QUESTION = 'MFA code for';

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld();
});
afterEach(() => world?.dispose());

/** Another mfa-exec that asks for the same code on a terminal of its own. */
async function holder(node = newestNode()) {
  const terminal = world.open(['--', 'echo', 'holder ran'], { node });
  await terminal.waitFor(QUESTION);
  return terminal;
}

describe.each(testNodes())('on Node $version', ({ path: node }) => {
  test('a holder that is stopped is passed over, and named', async () => {
    const { pid } = await holder();
    process.kill(pid, 'SIGSTOP');
    const other = world.open(['--', 'echo', 'other ran'], { node });
    await other.waitFor(`not waiting for process ${pid}, which is getting this session: it is stopped`);
    await other.waitFor(QUESTION);
    other.write(`${world.freshCode()}\r`);
    await other.waitFor('other ran');
    expect((await other.exit).exitCode).toBe(0);
    process.kill(pid, 'SIGCONT');
  });

  test.each([
    ['--token-code', () => world.freshCode()],
    ['--mfa-process', () => world.mfaProcess],
  ] as const)('%s does not wait for an answer that a person is asked for', async (option, value) => {
    await holder();
    const { status, stdout } = await world.run([option, value(), '--', 'echo', 'ran'], {
      node,
      timeoutMs: 10_000,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'ran\n' });
  });
});

test('ten that pass one over ask once among them', async () => {
  const { pid } = await holder();
  process.kill(pid, 'SIGSTOP');
  const env = { MFA_EXEC_MFA_PROCESS: world.mfaProcess };
  const all = await Promise.all(Array.from({ length: 10 }, () => world.run(['--', 'true'], { env })));
  expect(all.map(({ status }) => status)).toEqual(Array(10).fill(0));
  expect(stsOperations(world)).toEqual(['GetSessionToken']);
  process.kill(pid, 'SIGCONT');
});

test('a job that is stopped at its question leaves the terminal to the next', async () => {
  const shell = world.openCommand('bash', ['--norc', '-i'], { env: { PS1: '$ ' } });
  await shell.waitFor('$ ');
  const call = (word: string) =>
    shell.write(`"${newestNode()}" "${programPath}" -- echo ${word} "$((40 + 2))"\r`);
  call('first');
  await shell.waitFor(QUESTION);
  shell.write('\x1a');
  await shell.waitFor('Stopped');
  call('second');
  await shell.waitFor('it is stopped');
  await shell.waitFor(QUESTION);
  shell.write(`${world.freshCode()}\r`);
  await shell.waitFor('second 42');
  // The first one is as it was.
  shell.write('fg\r');
  await shell.waitFor(QUESTION);
  shell.write(`${world.freshCode()}\r`);
  await shell.waitFor('first 42');
});

test('one that was stopped alone beside another of its group is not asked over', async () => {
  const call = `"${newestNode()}" "${programPath}" -- true`;
  const shell = world.openCommand('sh', ['-c', `${call} & read go; ${call}; echo "status $?"; wait`]);
  await shell.waitFor(QUESTION);
  const pid = childOf(shell.pid);
  process.kill(pid, 'SIGSTOP');
  // The terminal is in raw mode.
  shell.write('go\n');
  await shell.waitFor(`process ${pid} asks on this terminal and does not go on`);
  await shell.waitFor('status 125');
  process.kill(pid, 'SIGKILL');
});
