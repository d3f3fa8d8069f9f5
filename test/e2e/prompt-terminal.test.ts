import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { needPosix } from './harness/has.ts';
import { CLEAN, PromptStage, promptRuntimes, QUESTION } from './harness/prompt-stage.ts';

const stage = new PromptStage();

// The pseudo-console of Windows paints the screen in its own way: what was written cannot be told from it.
beforeEach((context) => needPosix(context, 'no plain terminal'));

describe.each(promptRuntimes)('the prompt on the terminal, on $name', ({ path: node }) => {
  it('asks, shows dots for the code, and leaves nothing behind', async () => {
    const terminal = stage.open(node, [stage.programFor(node), 'code']);
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
    const terminal = stage.open(node, [stage.programFor(node), 'code']);
    await terminal.waitFor(QUESTION);
    terminal.write('9\x159\x7f11 22\x17');
    terminal.write('\x1b[200~33\x1b[201~\x1b[D\r');
    await terminal.exit;
    expect(terminal.text).toContain('"answer":"11 33"');
  });

  it('shows why it asks again above the question, in colour unless NO_COLOR is set', async () => {
    const plain = stage.open(node, [stage.programFor(node), 'code', 'that code was refused']);
    await plain.waitFor(`that code was refused\n${QUESTION}`);
    expect(plain.raw).not.toContain('\x1b');
    const colourful = stage.open(node, [stage.programFor(node), 'code', 'that code was refused'], {
      NO_COLOR: '',
    });
    await colourful.waitFor(QUESTION);
    expect(colourful.raw).toContain('\x1b[35mthat code was refused\x1b[0m');
  });

  it('drops what was typed before the question', async () => {
    const terminal = stage.open('bash', [
      '-c',
      `read -r; stty -echo; echo ready; read -r; '${node}' '${stage.programFor(node)}' code`,
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
    const terminal = stage.open('bash', [
      '-c',
      `'${node}' '${stage.programFor(node)}' code; echo next; head -c 5; echo; echo done`,
    ]);
    await terminal.waitFor(QUESTION);
    terminal.write('123456\rhello\r');
    await terminal.waitFor(/next\n[\s\S]*hello[\s\S]*done/);
  });

  it('asks while stdin, stdout and stderr are pipes, and leaves stdin to the command', async () => {
    const ask = `'${node}' '${stage.programFor(node)}' code`;
    const terminal = stage.open('bash', ['-c', `echo data | { ${ask} 2>&1; cat; } | sed 's/^/out: /'`]);
    await terminal.waitFor(QUESTION);
    terminal.write('123456\r');
    await terminal.waitFor(/out: .*"answer":"123456".*\nout: data/);
  });

  it('goes away without a question where Ctrl-D is the first key', async () => {
    const terminal = stage.open(node, [stage.programFor(node), 'code']);
    await terminal.waitFor(QUESTION);
    terminal.write('1\x04\x7f\x04');
    expect(await terminal.exit).toEqual({ exitCode: 125, signal: 0 });
    expect(terminal.text).toContain('"code":"PROMPT_CANCELLED"');
  });

  it('survives a change of the window size', async () => {
    const terminal = stage.open(node, [stage.programFor(node), 'code']);
    await terminal.waitFor(QUESTION);
    terminal.resize(30, 10);
    terminal.write('123456\x7f6\r');
    await terminal.exit;
    expect(terminal.text).toContain('"answer":"123456"');
  });
});

describe.each(promptRuntimes)('choosing on the terminal, on $name', ({ path: node }) => {
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
    const terminal = stage.open(node, [stage.programFor(node), 'choose', ...devices]);
    await terminal.waitFor('3) GAHT12345678');
    terminal.write(keys);
    await terminal.exit;
    expect(terminal.text).toContain('phone (000000000012)');
    expect(terminal.text).toContain(JSON.stringify({ answer: chosen, ...CLEAN }));
  });

  it('takes a number on a terminal that cannot move the cursor', async () => {
    const terminal = stage.open('env', ['TERM=dumb', node, stage.programFor(node), 'choose', ...devices]);
    await terminal.waitFor('Number, 1 to 3: ');
    terminal.write('7\r');
    await terminal.waitFor('Number, 1 to 3: ');
    terminal.write('2\r');
    await terminal.exit;
    expect(terminal.raw).not.toContain('\x1b');
    expect(terminal.text).toContain(JSON.stringify({ answer: devices[1], ...CLEAN }));
  });

  it('ends by SIGINT on Ctrl-C', async () => {
    const terminal = stage.open(node, [stage.programFor(node), 'choose', ...devices]);
    await terminal.waitFor('3) GAHT12345678');
    terminal.write('\x03');
    expect((await terminal.exit).signal).toBe(2);
  });
});

describe.each(promptRuntimes)('the name of a terminal, on $name', ({ path: node }) => {
  it('is the same for every process of it, whatever its stdio, and another for another', async () => {
    const ids = join(stage.folder, 'ids');
    const line = `'${node}' '${stage.programFor(node)}' terminal`;
    const both = stage.open('bash', [
      '-c',
      `${line} >> '${ids}'; ${line} < /dev/null 2> /dev/null >> '${ids}'`,
    ]);
    const other = stage.open(node, [stage.programFor(node), 'terminal']);
    await Promise.all([both.exit, other.exit]);
    const [first, second] = readFileSync(ids, 'utf8').trim().split('\n');
    expect(first).toMatch(/^tty-[\w.-]+$/);
    expect(second).toBe(first);
    expect(other.text.trim()).toMatch(/^tty-/);
    expect(other.text.trim()).not.toBe(first);
  });
});
