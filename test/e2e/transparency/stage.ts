/**
 * One and the same play in several ways: the command alone, then through mfa-exec. What holds for the first must
 * hold for all of them; where the spawn runner cannot keep that up, the table says what happens instead.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe } from 'vitest';
import { executable, testNodes, testRuntimes } from '../harness/nodes.ts';
import {
  programPath,
  programWords,
  type RunOptions,
  type RunResult,
  runCommand,
} from '../harness/program.ts';
import { copyProgram } from '../harness/program-copy.ts';
import type { Terminal } from '../harness/pty.ts';
import { createWorld, type World } from '../harness/world.ts';

/** `native`: becomes the command through Node's own execve, where koffi is not installed. */
export type How = 'alone' | 'exec' | 'native' | 'spawn';

export interface Way {
  readonly title: string;
  readonly how: How;
  /** Path of the Node that runs mfa-exec. */
  readonly node: string;
}

/** Windows knows one way only. */
const hows: readonly How[] = process.platform === 'win32' ? ['alone', 'spawn'] : ['alone', 'exec', 'spawn'];

export const ways: readonly Way[] = hows.flatMap((how) =>
  testRuntimes()
    .filter(
      ({ path }, index) => how === 'exec' || index === 0 || (how === 'spawn' && path === executable?.path),
    )
    .map(({ name, path }) => ({
      title: how === 'alone' ? how : `${how}, ${name}`,
      how,
      node: path,
    })),
);

/** Those of `testNodes` that have process.execve: 22.15 and later. */
export const nativeWays: readonly Way[] =
  process.platform === 'win32'
    ? []
    : testNodes()
        .filter(({ version }) => Number(version) > 22)
        .map(({ version, path }) => ({ title: `native, Node ${version}`, how: 'native', node: path }));

export const recorder = [process.execPath, fileURLToPath(new URL('recorder.mjs', import.meta.url))] as const;

/** What Node's own execve cannot hand on is left to a child: it may not be insisted on. */
const RUNNERS: Readonly<Record<How, string>> = { alone: '', exec: 'exec', native: 'auto', spawn: 'spawn' };

/** A command that runs until it is ended or says so, with pipes for its standard streams. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Everything on stdout so far. */
  text(): string;
  /** Resolves as soon as stdout has it. */
  shows(wanted: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<{ status: number | null; signal: NodeJS.Signals | null }>;
}

export class Stage {
  readonly world: World;
  readonly how: How;
  readonly #way: Way;
  readonly #program: string;

  constructor(world: World, way: Way) {
    this.world = world;
    this.how = way.how;
    this.#way = way;
    this.#program =
      way.how === 'native' ? copyProgram(this.folder('copy'), { without: ['koffi'] }) : programPath;
    this.#writeWrap();
  }

  /** An empty folder of one test's own. */
  folder(name: string): string {
    const path = join(this.world.home, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** What to start for `command`. */
  line(command: readonly string[]): readonly [string, ...string[]] {
    const wrapper = this.how === 'alone' ? [] : [...programWords(this.#way.node, this.#program), '--'];
    const [file = '', ...args] = [...wrapper, ...command];
    return [file, ...args];
  }

  /** With `wrap CMD` in PATH, for shell scripts. */
  get env(): Record<string, string> {
    const { world, how } = this;
    const path = [join(world.home, 'bin'), world.env['PATH'] ?? ''].join(delimiter);
    return { ...world.env, PATH: path, MFA_EXEC_RUNNER: RUNNERS[how] };
  }

  run(command: readonly string[], options: Partial<RunOptions> = {}): Promise<RunResult> {
    const [file, ...args] = this.line(command);
    return runCommand(file, args, { cwd: this.world.home, env: this.env, ...options });
  }

  /** A bash script in which `wrap CMD` runs the command under test. */
  bash(script: string, options: Partial<RunOptions> = {}): Promise<RunResult> {
    return runCommand('bash', ['-c', script], { cwd: this.world.home, env: this.env, ...options });
  }

  start(command: readonly string[]): Running {
    const [file, ...args] = this.line(command);
    const child = spawn(file, args, {
      cwd: this.world.home,
      env: this.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return running(child);
  }

  open(command: readonly string[]): Terminal {
    const [file, ...args] = this.line(command);
    return this.world.openCommand(file, args, { env: this.env });
  }

  /** An interactive bash whose prompt is `$ `, in which `wrap CMD` runs the command under test. */
  async openBash(): Promise<Terminal> {
    const terminal = this.world.openCommand('bash', ['--norc', '--noprofile', '--noediting', '-i'], {
      env: { ...this.env, PS1: '$ ', HISTFILE: '/dev/null' },
    });
    await terminal.waitFor('$ ');
    return terminal;
  }

  #writeWrap(): void {
    if (process.platform === 'win32') return;
    const file = join(this.folder('bin'), 'wrap');
    const words = this.line([]).map((word) => (word === '' ? '' : `'${word}'`));
    writeFileSync(file, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
    chmodSync(file, 0o755);
  }
}

/** One `describe` for each of the `chosen` ways, with a stage that has a warm session. */
export function inEachWay(
  name: string,
  chosen: readonly Way[],
  body: (stage: () => Stage, way: Way) => void,
): void {
  describe.each(chosen)(`${name} ($title)`, (way) => {
    let stage: Stage;
    beforeAll(async () => {
      const world = await createWorld();
      stage = new Stage(world, way);
      await world.warm();
    });
    afterAll(() => stage?.world.dispose());
    body(() => stage, way);
  });
}

/** Whether the process has ended; where nobody waits for orphans, one that has ended still has its number. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      process.platform === 'linux' && /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    );
  } catch {
    return true;
  }
}

/** The `$?` of the last command in an interactive bash. */
export async function statusIn(terminal: Terminal): Promise<number> {
  terminal.write('echo "status=$?="\r');
  const shown = await terminal.waitFor(/status=(\d+)=/);
  await terminal.waitFor('$ ');
  return Number(shown.replaceAll(/\D/g, ''));
}

function running(child: ChildProcess): Running {
  let text = '';
  const look = new Set<() => void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk;
    for (const each of look) each();
  });
  const ended = new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal }));
  });
  return {
    pid: child.pid ?? 0,
    child,
    ended,
    text: () => text,
    shows: (wanted) =>
      new Promise((resolve, reject) => {
        const each = () => {
          const found = wanted.exec(text);
          if (found) resolve(found);
        };
        look.add(each);
        each();
        void ended.then(() => reject(new Error(`ended without ${wanted}: ${text}`)));
      }),
  };
}
