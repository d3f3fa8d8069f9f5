/** `npm run sandbox`: what it prints must work when it is pasted. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/npm.mjs';
import { minimalEnv } from './harness/env.ts';
import { need } from './harness/has.ts';
import { runCommand } from './harness/program.ts';
import { Terminal } from './harness/pty.ts';

describe.skipIf(process.platform === 'win32')('the sandbox by hand', () => {
  let home: string;
  let env: Record<string, string>;
  let sandbox: ChildProcess;
  let printed = '';

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'by-hand-'));
    env = minimalEnv(home);
    const given = { ...env, AWS_PROFILE: 'elsewhere', TMPDIR: home };
    sandbox = spawn(process.execPath, [join(root, 'scripts', 'sandbox.mjs'), '--prepared'], {
      env: given,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const text of sandbox.stdout?.setEncoding('utf8') ?? []) {
      printed += text;
      if (printed.includes('Ctrl-C here')) break;
    }
  });

  afterAll(() => {
    sandbox.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  const pasted = () => /terminal:\n\n(.*?)\nThen play there/s.exec(printed)?.[1] ?? '';
  const examples = () => /Then play there:\n\n(.*?)\n\n/s.exec(printed)?.[1] ?? '';

  test('takes out what leads elsewhere', () => {
    expect(pasted()).toMatch(/^unset AWS_PROFILE$/m);
  });

  test.for(['bash', 'zsh', 'fish'])('%s takes what is to be pasted', async (shell, context) => {
    need(context, shell);
    // fish has another word for it, which is printed where fish is the user's shell.
    const lines = shell === 'fish' ? pasted().replace(/^unset .*\n/, '') : pasted();
    const inShell = shell === 'fish' ? env : { ...env, AWS_PROFILE: 'elsewhere' };
    const result = await runCommand(shell, ['-c', `${lines}\nmfa-code; mfa-exec status`], { env: inShell });
    expect(result.stderr).toBe('mfa-exec: no cached session\n');
    expect(result.stdout).toMatch(/^\d{6}\n$/);
  });

  test('the examples work in turn, and ask for one code', async (context) => {
    need(context, 'aws');
    const terminal = new Terminal('sh', ['-c', `${pasted()}\n${examples()}`], { env, cwd: home, cols: 120 });
    await terminal.waitFor('with an explicit deny');
    await terminal.waitFor(/\b\d{6}\b/);
    await terminal.waitFor(/MFA code for .*: /);
    const { stdout: code } = await runCommand('sh', ['-c', `${pasted()}\nmfa-code`], { env });
    terminal.write(`${code.trim()}\r`);
    await terminal.waitFor('my-cluster-name-here');
    await terminal.waitFor('assumed-role/');
    await terminal.waitFor(/deployer\s/);
    await terminal.waitFor('forgot the session');
    expect(await terminal.exit).toEqual({ exitCode: 0, signal: 0 });
    expect(terminal.text.match(/MFA code for/g)).toHaveLength(1);
  });

  test('Ctrl-C ends it and leaves nothing', async () => {
    const folder = /AWS_CONFIG_FILE='(.*)\/aws\/config'/.exec(printed)?.[1] ?? '';
    expect(existsSync(folder)).toBe(true);
    sandbox.kill('SIGINT');
    expect(await once(sandbox, 'exit')).toEqual([130, null]);
    expect(existsSync(folder)).toBe(false);
  });
});
