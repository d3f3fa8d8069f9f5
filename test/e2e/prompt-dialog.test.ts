import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDetached } from './harness/detached.ts';
import { minimalEnv, withEnv } from './harness/env.ts';
import { describeWith } from './harness/has.ts';
import { bundlePromptProgram } from './harness/prompt-bundle.ts';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mfa-exec-dialog-'));
  program = await bundlePromptProgram(folder, 'node');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Windows and macOS always have a desktop, for all that can be told.
describe.runIf(process.platform === 'linux')('without a terminal and without a desktop', () => {
  it('says so at once, and what to do', async () => {
    const { output } = startDetached(process.execPath, [program, 'code'], minimalEnv(folder), folder);
    expect(JSON.parse(await output)).toMatchObject({
      code: 'PROMPT_UNAVAILABLE',
      message: 'an MFA code is needed, and there is nobody to ask: no terminal and no desktop',
      hint: expect.stringContaining('mfa-exec login'),
    });
  });
});

describeWith(['Xvfb', 'xdotool', 'zenity'], 'the window of zenity', () => {
  let server: ChildProcess;
  let env: Record<string, string>;

  beforeAll(async () => {
    server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const numbers = server.stdio[3];
    if (numbers === null || numbers === undefined) throw new Error('Xvfb was started without a pipe');
    const [number] = await once(numbers, 'data');
    env = withEnv(minimalEnv(folder), { DISPLAY: `:${String(number).trim()}`, NO_AT_BRIDGE: '1' });
  });

  afterAll(async () => {
    server.kill();
    await once(server, 'close');
  });

  const xdotool = (...args: readonly string[]) => promisify(execFile)('xdotool', [...args], { env });
  const start = (...args: readonly string[]) =>
    startDetached(process.execPath, [program, ...args], env, folder);
  const focus = () =>
    xdotool('search', '--sync', '--onlyvisible', '--name', '^mfa-exec$', 'windowfocus', '--sync');

  it('takes a code', async () => {
    const { output } = start('code', 'that code was <refused> & 100 % _gone_');
    await focus();
    await xdotool('type', '123456');
    await xdotool('key', 'Return');
    expect(JSON.parse(await output)).toEqual({ answer: '123456', listeners: [], resources: [] });
  });

  it('is cancelled with Escape', async () => {
    const { output } = start('code');
    await focus();
    await xdotool('key', 'Escape');
    expect(JSON.parse(await output)).toMatchObject({ code: 'PROMPT_CANCELLED' });
  });

  it('offers the devices', async () => {
    const { output } = start('choose', 'GAHT1_<b>', '--column=x');
    await focus();
    await xdotool('key', '--delay', '50', 'Down', 'Return');
    expect(JSON.parse(await output)).toMatchObject({ answer: '--column=x' });
  });

  it('closes when mfa-exec is told to end', async () => {
    const { child, output } = start('code');
    await focus();
    child.kill('SIGTERM');
    await output;
    expect(child.signalCode).toBe('SIGTERM');
    // xdotool fails where it finds no window.
    const gone = () => expect(xdotool('search', '--name', '^mfa-exec$')).rejects.toThrow();
    await vi.waitFor(gone, 10_000);
  });

  it('says why it cannot be shown', async () => {
    const elsewhere = withEnv(env, { DISPLAY: ':9999' });
    const { output } = startDetached(process.execPath, [program, 'code'], elsewhere, folder);
    expect(JSON.parse(await output)).toMatchObject({
      code: 'PROMPT_UNAVAILABLE',
      message: expect.stringContaining('display'),
    });
  });
});
