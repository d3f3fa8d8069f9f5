import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { minimalEnv } from './harness/env.ts';
import { describeWith } from './harness/has.ts';
import { testNodes } from './harness/nodes.ts';
import { bundlePromptProgram } from './harness/prompt-bundle.ts';
import { Terminal } from './harness/pty.ts';

const QUESTION = 'MFA code for yourusername (000000000012), profile dev: ';
const CLEAN = { listeners: [], resources: [] };

let folder: string;
let program: string;
const terminals: Terminal[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mfa-exec-prompt-'));
  program = await bundlePromptProgram(folder);
});

afterEach(async () => {
  await Promise.all(terminals.splice(0).map((terminal) => terminal.dispose()));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(file: string, args: readonly string[], env: Record<string, string> = {}): Terminal {
  const all = { ...minimalEnv(folder), TERM: 'xterm-256color', NO_COLOR: '1', ...env };
  const terminal = new Terminal(file, args, { env: all, cwd: folder, cols: 100 });
  terminals.push(terminal);
  return terminal;
}

/** An interactive shell whose prompt is `$ ` on a line of its own, with the program as `ask`. */
async function openShell(node: string): Promise<Terminal> {
  const rc = join(folder, 'bashrc');
  writeFileSync(rc, `PS1='\\n$ '; unset HISTFILE MAILCHECK; ask() { '${node}' '${program}' "$@"; }\n`);
  writeFileSync(join(folder, 'inputrc'), 'set enable-bracketed-paste off\n');
  const shell = open('bash', ['--rcfile', rc, '-i'], { INPUTRC: join(folder, 'inputrc') });
  await shell.waitFor('\n$ ');
  return shell;
}

/** Runs a line in the shell and returns what it printed. */
async function runLine(shell: Terminal, line: string): Promise<string> {
  shell.write(`${line}; echo "[end]"\r`);
  await shell.waitFor('echo "[end]"\n');
  const text = await shell.waitFor(/[\s\S]*\[end\]\s*\n\$ /);
  return text.slice(0, text.indexOf('[end]')).trim();
}

const modes = (shell: Terminal) => runLine(shell, 'stty -g');

describe.each(testNodes())('the prompt on the terminal, Node $version', ({ path: node }) => {
  it('asks, shows dots for the code, and leaves nothing behind', async () => {
    const terminal = open(node, [program, 'code']);
    await terminal.waitFor(QUESTION);
    terminal.write('123 456');
    await terminal.waitFor('•••••••');
    terminal.write('\r');
    const { exitCode } = await terminal.exit;
    expect(exitCode).toBe(0);
    const [screen, result] = terminal.text.split('\n');
    expect(screen).toBe(`${QUESTION}•••••••`);
    expect(JSON.parse(result ?? '')).toEqual({ answer: '123 456', ...CLEAN });
  });

  it('edits with backspace, Ctrl-U and Ctrl-W, and takes a paste with its brackets off', async () => {
    const terminal = open(node, [program, 'code']);
    await terminal.waitFor(QUESTION);
    terminal.write('9\x159\x7f11 22\x17');
    terminal.write('\x1b[200~33\x1b[201~\x1b[D\r');
    await terminal.exit;
    expect(terminal.text).toContain('"answer":"11 33"');
  });

  it('shows why it asks again above the question, in colour unless NO_COLOR is set', async () => {
    const plain = open(node, [program, 'code', 'that code was refused']);
    await plain.waitFor(`that code was refused\n${QUESTION}`);
    expect(plain.raw).not.toContain('\x1b');
    const colourful = open(node, [program, 'code', 'that code was refused'], { NO_COLOR: '' });
    await colourful.waitFor(QUESTION);
    expect(colourful.raw).toContain('\x1b[33mthat code was refused\x1b[0m');
  });

  it('drops what was typed before the question', async () => {
    const terminal = open('bash', [
      '-c',
      `read -r; stty -echo; echo ready; read -r; '${node}' '${program}' code`,
    ]);
    terminal.write('\r');
    await terminal.waitFor('ready');
    terminal.write('go\r999\r99');
    await terminal.waitFor(QUESTION);
    terminal.write('123456\r');
    await terminal.exit;
    expect(terminal.text).toContain('"answer":"123456"');
  });

  it('takes no byte after Enter: it belongs to the next reader of the terminal', async () => {
    const terminal = open('bash', [
      '-c',
      `'${node}' '${program}' code; echo next; head -c 5; echo; echo done`,
    ]);
    await terminal.waitFor(QUESTION);
    terminal.write('123456\rhello\r');
    await terminal.waitFor(/next\n[\s\S]*hello[\s\S]*done/);
  });

  it('asks while stdin, stdout and stderr are pipes, and leaves stdin to the command', async () => {
    const ask = `'${node}' '${program}' code`;
    const terminal = open('bash', ['-c', `echo data | { ${ask} 2>&1; cat; } | sed 's/^/out: /'`]);
    await terminal.waitFor(QUESTION);
    terminal.write('123456\r');
    await terminal.waitFor(/out: .*"answer":"123456".*\nout: data/);
  });

  it('goes away without a question where Ctrl-D is the first key', async () => {
    const terminal = open(node, [program, 'code']);
    await terminal.waitFor(QUESTION);
    terminal.write('1\x04\x7f\x04');
    expect(await terminal.exit).toEqual({ exitCode: 125, signal: 0 });
    expect(terminal.text).toContain('"code":"PROMPT_CANCELLED"');
  });

  it('survives a change of the window size', async () => {
    const terminal = open(node, [program, 'code']);
    await terminal.waitFor(QUESTION);
    terminal.resize(30, 10);
    terminal.write('123456\x7f6\r');
    await terminal.exit;
    expect(terminal.text).toContain('"answer":"123456"');
  });
});

describeWith(['bash', 'stty'], 'the prompt under job control', () => {
  describe.each(testNodes())('Node $version', ({ path: node }) => {
    it('ends by SIGINT on Ctrl-C, with the terminal as it was', async () => {
      const shell = await openShell(node);
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      shell.write('12\x03');
      await shell.waitFor('\n$ ');
      expect(await runLine(shell, 'echo "status $?"')).toBe('status 130');
      expect(await modes(shell)).toBe(before);
    });

    it('lets the script around it hear of Ctrl-C', async () => {
      const shell = await openShell(node);
      shell.write(`bash -c 'trap "echo trapped" INT; "$0" "$1" code; echo after' '${node}' '${program}'\r`);
      await shell.waitFor(QUESTION);
      shell.write('\x03');
      await shell.waitFor(/trapped\nafter/);
    });

    it.each([
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGINT', 130],
    ])('ends by %s from outside, with the terminal as it was', async (signal, status) => {
      const shell = await openShell(node);
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      const pid = childOf(shell.pid);
      process.kill(pid, signal);
      await shell.waitFor('\n$ ');
      expect(await runLine(shell, 'echo "status $?"')).toBe(`status ${status}`);
      expect(await modes(shell)).toBe(before);
    });

    it('ends by SIGQUIT on Ctrl-\\, with the terminal as it was', async () => {
      const shell = await openShell(node);
      await runLine(shell, 'ulimit -c 0');
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      shell.write('\x1c');
      await shell.waitFor('\n$ ');
      expect(await runLine(shell, 'echo "status $?"')).toBe('status 131');
      expect(await modes(shell)).toBe(before);
    });

    it('stops on Ctrl-Z with the terminal as it was, and asks again after fg', async () => {
      const shell = await openShell(node);
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      shell.write('12\x1a');
      await shell.waitFor(/Stopped[\s\S]*\n\$ /);
      expect(await modes(shell)).toBe(before);
      shell.write('fg\r');
      await shell.waitFor(`${QUESTION}••`);
      shell.write('3456\r');
      await shell.waitFor('"answer":"123456"');
      await shell.waitFor('\n$ ');
      expect(await modes(shell)).toBe(before);
    });

    it('is ended by kill %1 while it is stopped', async () => {
      const shell = await openShell(node);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      shell.write('\x1a');
      await shell.waitFor(/Stopped[\s\S]*\n\$ /);
      await runLine(shell, 'bg; wait %1');
      const untilGone = 'P=$(jobs -p); kill %1; while kill -0 $P 2>&-; do wait %1 2>&-; done; jobs';
      expect(await runLine(shell, untilGone)).toContain('Terminated');
    });

    it('goes on after SIGSTOP and fg, echo still off', async () => {
      const shell = await openShell(node);
      const before = await modes(shell);
      shell.write('ask code\r');
      await shell.waitFor(QUESTION);
      process.kill(childOf(shell.pid), 'SIGSTOP');
      await shell.waitFor(/Stopped[\s\S]*\n\$ /);
      shell.write('fg\r');
      await shell.waitFor(QUESTION);
      shell.write('123456\r');
      await shell.waitFor('••••••');
      await shell.waitFor('"answer":"123456"');
      await shell.waitFor('\n$ ');
      expect(await modes(shell)).toBe(before);
    });

    it('is stopped in the background, by bg again, and asks after fg', async () => {
      const shell = await openShell(node);
      const before = await modes(shell);
      await runLine(shell, 'ask code & wait %1');
      expect(await runLine(shell, 'jobs')).toContain('Stopped');
      await runLine(shell, 'bg; wait %1');
      expect(await runLine(shell, 'jobs')).toContain('Stopped');
      expect(shell.text).not.toContain(QUESTION);
      shell.write('fg\r');
      await shell.waitFor(QUESTION);
      shell.write('123456\r');
      await shell.waitFor('"answer":"123456"');
      await shell.waitFor('\n$ ');
      expect(await modes(shell)).toBe(before);
    });
  });
});

describe('choosing on the terminal', () => {
  const devices = [
    'arn:aws:iam::000000000012:mfa/phone',
    'arn:aws:iam::000000000012:mfa/watch',
    'GAHT12345678',
  ];

  it.each([
    ['arrows', '\x1b[B\x1b[B\x1b[A\r', devices[1]],
    ['j and k', 'jjk\r', devices[1]],
    ['a number', '3\r', devices[2]],
    ['Enter alone', '\r', devices[0]],
  ])('takes %s', async (_how, keys, chosen) => {
    const terminal = open(process.execPath, [program, 'choose', ...devices]);
    await terminal.waitFor('3) GAHT12345678');
    terminal.write(keys);
    await terminal.exit;
    expect(terminal.text).toContain('phone (000000000012)');
    expect(terminal.text).toContain(JSON.stringify({ answer: chosen, ...CLEAN }));
  });

  it('takes a number on a terminal that cannot move the cursor', async () => {
    const terminal = open('env', ['TERM=dumb', process.execPath, program, 'choose', ...devices]);
    await terminal.waitFor('Number, 1 to 3: ');
    terminal.write('7\r');
    await terminal.waitFor('Number, 1 to 3: ');
    terminal.write('2\r');
    await terminal.exit;
    expect(terminal.raw).not.toContain('\x1b');
    expect(terminal.text).toContain(JSON.stringify({ answer: devices[1], ...CLEAN }));
  });

  it('ends by SIGINT on Ctrl-C', async () => {
    const terminal = open(process.execPath, [program, 'choose', ...devices]);
    await terminal.waitFor('3) GAHT12345678');
    terminal.write('\x03');
    expect((await terminal.exit).signal).toBe(2);
  });
});

describe('the name of a terminal', () => {
  it('is the same for every process of it, whatever its stdio, and another for another', async () => {
    const ids = join(folder, 'ids');
    const line = `'${process.execPath}' '${program}' terminal`;
    const both = open('bash', ['-c', `${line} >> '${ids}'; ${line} < /dev/null 2> /dev/null >> '${ids}'`]);
    const other = open(process.execPath, [program, 'terminal']);
    await Promise.all([both.exit, other.exit]);
    const [first, second] = readFileSync(ids, 'utf8').trim().split('\n');
    expect(first).toMatch(/^tty-[\w.-]+$/);
    expect(second).toBe(first);
    expect(other.text.trim()).toMatch(/^tty-/);
    expect(other.text.trim()).not.toBe(first);
  });
});

/** The one process that the shell waits for. */
function childOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim());
}
