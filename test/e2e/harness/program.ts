import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Env } from '../../../src/base/ports.ts';
import { withoutKeyctl } from './no-keyctl.ts';
import { executable } from './nodes.ts';

/** The built program, as it is published. */
export const programPath = fileURLToPath(new URL('../../../dist/mfa-exec.cjs', import.meta.url));

/** The words that start mfa-exec with this Node; with the executable, if `node` is its path. */
export function programWords(node = process.execPath, program = programPath): [string, ...string[]] {
  return node === executable?.path ? [node] : [node, program];
}

/** The same for a shell. */
export function programLine(node?: string): string {
  return programWords(node)
    .map((word) => `"${word}"`)
    .join(' ');
}

export interface RunOptions {
  /** The whole environment: nothing is inherited. */
  readonly env: Env;
  /** Written to stdin, which is then closed; without it stdin is empty. */
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  /** 50,000 unless told; then the process is killed and the promise rejected. */
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** Exit status, or `null` when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
  /** From the start to the end of the last stream. */
  readonly ms: number;
}

/** Runs any program to its end. Throws when it cannot be started or takes too long; other failures are results. */
export function runCommand(file: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const { env, input, cwd = tmpdir(), timeoutMs = 50_000 } = options;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(file, [...args], { cwd, env: { ...env }, stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const stderr = () => Buffer.concat(err).toString();
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // A program that ends without reading its stdin breaks the pipe, which is its right.
    child.stdin.on('error', () => {});
    child.stdin.end(input);

    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // A grandchild may hold the streams open for ever.
      for (const stream of child.stdio) stream?.destroy();
      const shown = `${Buffer.concat(out)}${stderr()}`;
      reject(new Error(`${file} ${args.join(' ')}: not done after ${timeoutMs} ms\n${shown}`));
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const stdoutBytes = Buffer.concat(out);
      const ms = performance.now() - start;
      resolve({ status, signal, stdout: stdoutBytes.toString(), stdoutBytes, stderr: stderr(), ms });
    });
  });
}

export interface ProgramOptions extends RunOptions {
  /** Path of the Node that runs it, or of the executable; the Node of the tests unless told. */
  readonly node?: string;
  /** Path of another copy of the built program. */
  readonly program?: string;
}

/** Runs the built mfa-exec. */
export function run(args: readonly string[], options: ProgramOptions): Promise<RunResult> {
  const [file = '', ...words] = [
    ...withoutKeyctl(options.env),
    ...programWords(options.node, options.program),
    ...args,
  ];
  return runCommand(file, words, options);
}
