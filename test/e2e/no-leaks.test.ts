/** No secret in an argument, in a helper's environment, in what is said, or where others could read it. */
import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeWith } from './harness/has.ts';
import { newestRuntimes } from './harness/nodes.ts';
import { programWords, type RunResult, runCommand } from './harness/program.ts';
import { straceArgs, Trace } from './harness/strace.ts';
import { createWorld, type World } from './harness/world.ts';

const PASSPHRASE = 'correct horse battery staple';
const ROLE = 'arn:aws:iam::000000000012:role/deployer';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  world.secrets.add('the passphrase', PASSPHRASE);
});
afterEach(() => world.dispose());

describeWith(['strace', 'printenv'], 'seen by strace', () => {
  // What is started and written does not depend on the Node: the newest will do.
  describe.each(newestRuntimes())('on $name', ({ path: node }) => {
    /** Runs mfa-exec with a umask that forbids nothing. */
    async function traced(options: readonly string[], env: Record<string, string>) {
      const file = join(world.home, 'trace');
      const command = [...straceArgs(file), ...programWords(node), ...options, '--', 'printenv'];
      const all = { ...world.env, MFA_EXEC_PASSPHRASE: PASSPHRASE, ...env };
      const script = 'umask 000; exec strace "$@"';
      const result = await runCommand('sh', ['-c', script, 'sh', ...command], { env: all, cwd: world.home });
      return { result, trace: new Trace(file) };
    }

    function expectNoLeak({ result, trace }: { readonly result: RunResult; readonly trace: Trace }): void {
      expect(result).toMatchObject({ status: 0, stderr: '' });
      const executions = trace.executions();
      for (const { file, args } of executions) world.secrets.expectNone(args, `an argument of ${file}`);
      // The first is mfa-exec itself, with what its caller gave it; the last the command.
      const helpers = executions.slice(1).filter(({ file }) => !file.endsWith('/printenv'));
      for (const { file, env } of helpers) world.secrets.expectNone(env, `the environment of ${file}`);
      // The command alone has the session there: what is looked at is what was handed over.
      const command = executions.find(({ file }) => file.endsWith('/printenv'));
      expect(() => world.secrets.expectNone(command?.env ?? '')).toThrow(/session/);
      expect(trace.openToOthers()).toEqual([]);
      expect(openToOthers(join(world.runtimeDir, 'mfa-exec'))).toEqual([]);
      expect(result.stdout).toMatch(/^AWS_SESSION_TOKEN=/m);
      expect(result.stdout).not.toMatch(/^MFA_EXEC_(PASSPHRASE|TOKEN_CODE)=/m);
    }

    test.each(['exec', 'spawn'])('cold and warm (%s)', async (runner) => {
      const env = { MFA_EXEC_RUNNER: runner };
      const cold = await traced(['--mfa-process', world.mfaProcess, '--role-arn', ROLE], env);
      expectNoLeak(cold);
      expect(
        cold.trace
          .executions()
          .map(({ args }) => args)
          .join('\n'),
      ).toContain('mfa-process.mjs');
      expectNoLeak(await traced(['--role-arn', ROLE], env));
      expect(world.processCodes()).toHaveLength(1);
    });

    test('a code in the environment', async () => {
      expectNoLeak(await traced([], { MFA_EXEC_TOKEN_CODE: world.freshCode() }));
    });

    test.skipIf(!kernelKeepsKeys())('the kernel keyring, cold and warm', async () => {
      const env = { MFA_EXEC_STORE: 'keyctl' };
      try {
        const cold = await traced(['--mfa-process', world.mfaProcess], env);
        expectNoLeak(cold);
        // The keyring's system calls are ours: no program sees the session.
        expect(cold.trace.executions().some(({ file }) => file.endsWith('/keyctl'))).toBe(false);
        expectNoLeak(await traced([], env));
        expect(world.processCodes()).toHaveLength(1);
      } finally {
        await world.run(['logout'], { env });
      }
    });
  });
});

describe('--verbose', () => {
  // `run` looks for every secret on stderr.
  test.each([
    ['a cold cache', [], {}],
    ['a role', ['--role-arn', ROLE], {}],
    ['an encrypted file', [], { MFA_EXEC_PASSPHRASE: PASSPHRASE }],
  ])('shows none: %s', async (_what, options, env) => {
    const args = ['-v', '--mfa-process', world.mfaProcess, ...options, '--', 'true'];
    for (const [round, expected] of [
      ['cold', /new session/],
      ['warm', /cached session/],
    ] as const) {
      const { status, stderr } = await world.run(args, { env });
      expect({ round, status }).toEqual({ round, status: 0 });
      expect(stderr).toMatch(expected);
    }
    for (const command of ['status', 'logout']) {
      const { stdout, stderr } = await world.run([command, '-v'], { env });
      world.secrets.expectNone(stdout + stderr);
    }
  });

  test.each(['garbage', 'truncated', 'internal', 'portal'] as const)('shows none: %s', async (kind) => {
    world.sandbox.setFault({ kind });
    const args = ['-v', '--token-code', world.freshCode(), '--', 'true'];
    const { status, stderr } = await world.run(args, { env: { DEBUG_CLI: '1' } });
    expect(status).toBe(125);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

/** Files and folders below that group or others have a right to; a socket is as private as its folder. */
function openToOthers(folder: string): string[] {
  const own = (lstatSync(folder).mode & 0o077) === 0 ? [] : [folder];
  const inside = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return openToOthers(path);
    return entry.isFile() && (lstatSync(path).mode & 0o077) !== 0 ? [path] : [];
  });
  return [...own, ...inside];
}

function kernelKeepsKeys(): boolean {
  return (
    process.platform === 'linux' && spawnSync('keyctl', ['session', '-', 'keyctl', 'show', '@u']).status === 0
  );
}
