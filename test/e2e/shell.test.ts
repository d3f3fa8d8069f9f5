/** `mfa-exec shell` on a terminal: Ctrl-C, Ctrl-Z and fg as in the shell itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { need, needPosix } from './harness/has.ts';
import type { Terminal } from './harness/pty.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
beforeEach(async (context) => {
  needPosix(context, 'no job control');
  world = await createWorld();
  await world.warm();
  writeFileSync(join(world.home, '.bashrc'), "PS1='ready> '\n");
  writeFileSync(join(world.home, '.zshrc'), "PS1='ready> '\n");
  mkdirSync(join(world.home, '.config/fish'), { recursive: true });
  // Where it is missing, fish makes completions in the background.
  mkdirSync(join(world.home, '.local/share/fish/generated_completions'), { recursive: true });
  writeFileSync(
    join(world.home, '.config/fish/config.fish'),
    "set fish_greeting\nfunction fish_prompt\n  echo -n 'ready> '\nend\n",
  );
});
afterEach(() => world?.dispose());

const SHELLS = [
  ['bash', '$$', '$?'],
  ['zsh', '$$', '$?'],
  ['fish', '$fish_pid', '$status'],
] as const;
// What is typed shows on the terminal too: what is printed must differ from it. It forks nothing: a fork that is stopped
// half-way would hold up the shell.
const JOB = `sh -c 'trap "echo on-\\$((1+1))" CONT; echo up-$((1+1)); while :; do read line; done'\r`;

/** Types a line, and returns what it printed. */
async function printed(terminal: Terminal, line: string, pattern: RegExp): Promise<string> {
  terminal.write(`${line}\r`);
  const text = await terminal.waitFor(pattern);
  await terminal.waitFor('ready> ');
  return text;
}

/** With the wrapper, and without it. */
const WAYS = [
  ['mfa-exec shell', (shell: string) => world.open(['shell'], { env: { SHELL: shell } })],
  ['the shell itself', (shell: string) => world.openCommand(shell, ['-i'])],
] as const;

describe.each(SHELLS)('%s', (shell, pid, status) => {
  test.each(WAYS)('%s has job control', async (way, open) => {
    const terminal = open(shell);
    const isWrapped = way === 'mfa-exec shell';
    if (isWrapped) await terminal.waitFor('"exit" leaves it');
    await terminal.waitFor('ready> ');
    expect(await printed(terminal, `echo pid-${pid}`, /pid-\d+/)).toBe(`pid-${terminal.pid}`);
    const key = await printed(terminal, 'echo "key-$AWS_ACCESS_KEY_ID-"', /key-(ASIA\w+)?-/);
    expect(key.includes('ASIA')).toBe(isWrapped);

    terminal.write(JOB);
    await terminal.waitFor('up-2');
    terminal.write('\x03');
    await terminal.waitFor('ready> ');
    expect(await printed(terminal, `echo status-${status}`, /status-\d+/)).toBe('status-130');

    terminal.write(JOB);
    await terminal.waitFor('up-2');
    terminal.write('\x1a');
    await terminal.waitFor(/stopped|suspended/i);
    await terminal.waitFor('ready> ');
    terminal.write('fg\r');
    await terminal.waitFor('on-2');
    terminal.write('\x03');
    await terminal.waitFor('ready> ');

    terminal.write('exit 7\r');
    expect((await terminal.exit).exitCode).toBe(7);
  });

  beforeEach((context) => need(context, shell));
});
