/** No memory of mfa-exec, and with it no key, code or session, comes onto the disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newestNode } from './harness/nodes.ts';
import { programPath } from './harness/program.ts';
import type { Terminal } from './harness/pty.ts';
import { createWorld, type World } from './harness/world.ts';

const node = newestNode();

describe.skipIf(process.platform !== 'linux')('on the newest Node', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.dispose());

  /** In a shell that allows core files as large as they like. */
  function open(options: string, command = 'true'): Terminal {
    const script = `ulimit -c unlimited; exec "${node}" "${programPath}" ${options} -- ${command}`;
    return world.openCommand('sh', ['-c', script]);
  }

  /** The kernel's word, wherever core files go on this machine. */
  function coreLimit({ pid }: Terminal): string | undefined {
    return /^Max core file size +(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
  }

  async function expectNothing(terminal: Terminal, signal: number): Promise<void> {
    expect(await terminal.exit).toMatchObject({ signal });
    expect(readdirSync(world.home).filter((name) => !['.aws', '.cache'].includes(name))).toEqual([]);
    expect(terminal.text).not.toMatch(/core|Debugger|heap/i);
  }

  test.each([
    ['SIGQUIT', 3],
    ['SIGABRT', 6],
    ['SIGUSR1', 10],
    ['SIGUSR2', 12],
  ] as const)('%s at the prompt leaves nothing', async (name, signal) => {
    const terminal = open('');
    await terminal.waitFor('MFA code for');
    expect(coreLimit(terminal)).toBe('0');
    if (name === 'SIGQUIT') terminal.write('\x1c');
    else process.kill(terminal.pid, name);
    await expectNothing(terminal, signal);
  });

  test.each([
    ['SIGQUIT', 3],
    ['SIGSEGV', 11],
    ['SIGUSR1', 10],
  ] as const)('%s while AWS is waited for leaves nothing', async (name, signal) => {
    world.sandbox.setFault({ kind: 'hang' });
    const terminal = open(`--mfa-process '${world.mfaProcess}'`);
    await expect.poll(() => world.sandbox.calls, { timeout: 20_000 }).toHaveLength(1);
    expect(coreLimit(terminal)).toBe('0');
    process.kill(terminal.pid, name);
    await expectNothing(terminal, signal);
  });

  test.each(['exec', 'spawn'])('the command has the limit of the caller (%s)', async (runner) => {
    const script = `ulimit -S -c 1234; exec "$0" "$@"`;
    const args = [
      '-c',
      script,
      node,
      programPath,
      '--mfa-process',
      world.mfaProcess,
      '--',
      'bash',
      '-c',
      'ulimit -c',
    ];
    const terminal = world.openCommand('bash', args, { env: { MFA_EXEC_RUNNER: runner } });
    await terminal.exit;
    expect(terminal.text).toBe('1234\n');
  });
});
