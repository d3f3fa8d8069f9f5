import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { ownSystem, runtimePath } from '../../../scripts/lib/runtimes.mjs';
import { minimalEnv } from './env.ts';
import { executable, newestNode, type TestRuntime } from './nodes.ts';
import { bundlePromptProgram } from './prompt-bundle.ts';
import { Terminal } from './pty.ts';

/** What the program asks. */
export const QUESTION = 'MFA code for yourusername (000000000012), profile dev: ';
/** What it reports of handlers and open resources after a question: none. */
export const CLEAN = { listeners: [], resources: [] };

/** What is inside the executable. */
const BUN = executable && runtimePath(ownSystem());

/** The newest Node, and what is inside the executable. */
export const promptRuntimes: readonly TestRuntime[] = [
  { name: 'the newest Node', path: newestNode() },
  ...(BUN === undefined ? [] : [{ name: 'Bun', path: BUN }]),
];

/** Terminals for one test file, with the program that asks once; they are closed after each test. */
export class PromptStage {
  folder = '';
  readonly #terminals: Terminal[] = [];

  constructor() {
    beforeAll(async () => {
      this.folder = mkdtempSync(join(tmpdir(), 'mfa-exec-prompt-'));
      for (const runtime of ['node', 'bun'] as const) await bundlePromptProgram(this.folder, runtime);
    });
    afterEach(async () => {
      await Promise.all(this.#terminals.splice(0).map((terminal) => terminal.dispose()));
    });
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** The program, for the runtime at this path. */
  programFor(runtime: string): string {
    return join(this.folder, `prompt-program-${runtime === BUN ? 'bun' : 'node'}.mjs`);
  }

  open(file: string, args: readonly string[], env: Record<string, string> = {}): Terminal {
    const all = { ...minimalEnv(this.folder), NO_COLOR: '1', ...env };
    const terminal = new Terminal(file, args, { env: all, cwd: this.folder, cols: 100 });
    this.#terminals.push(terminal);
    return terminal;
  }

  /** An interactive shell whose prompt is `$ ` on a line of its own, with the program as `ask`. */
  async openShell(node: string): Promise<Terminal> {
    const rc = join(this.folder, 'bashrc');
    const inputrc = join(this.folder, 'inputrc');
    writeFileSync(
      rc,
      `PS1='\\n$ '; unset HISTFILE MAILCHECK; ask() { '${node}' '${this.programFor(node)}' "$@"; }\n`,
    );
    writeFileSync(inputrc, 'set enable-bracketed-paste off\n');
    const shell = this.open('bash', ['--rcfile', rc, '-i'], { INPUTRC: inputrc });
    await shell.waitFor('\n$ ');
    return shell;
  }
}

/** Runs a line in the shell and returns what it printed. */
export async function runLine(shell: Terminal, line: string): Promise<string> {
  shell.write(`${line}; echo "[end]"\r`);
  await shell.waitFor('echo "[end]"\n');
  const text = await shell.waitFor(/[\s\S]*\[end\]\s*\n\$ /);
  return text.slice(0, text.indexOf('[end]')).trim();
}

/** The modes of the terminal, as `stty` can set them again. */
export function modes(shell: Terminal): Promise<string> {
  return runLine(shell, 'stty -g');
}

/** The one process that the shell waits for. */
export function childOf(shell: Terminal): number {
  const args = ['-o', 'pid=', '--ppid', String(shell.pid)];
  return Number(execFileSync('ps', args, { encoding: 'utf8' }).trim());
}
