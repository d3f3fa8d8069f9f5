import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { programWords } from '../../test/e2e/harness/program.ts';

/** What happens to one process from outside. */
export interface Fate {
  readonly kind: 'live' | 'SIGKILL' | 'SIGTERM' | 'stop';
  /** When, in milliseconds from its start. */
  readonly afterMs: number;
}

export interface Started {
  readonly node: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly fate: Fate;
}

export interface Ended {
  /** It leads a session of its own, so that what it leaves behind can be found. */
  readonly pid: number;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly hung: boolean;
}

/** Nothing may take longer, in milliseconds. */
const DEADLINE_MS = 60_000;
const STOP_MS = 300;

/** Runs one mfa-exec to its end, and lets its fate happen to it. */
export async function runOne({ node, args, env, cwd, fate }: Started): Promise<Ended> {
  const [file, ...words] = programWords(node);
  const child = spawn(file, [...words, ...args], { cwd, env: { ...env }, detached: true, stdio: 'pipe' });
  child.stdin.end();
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  // Not its streams: a helper that outlives a killed mfa-exec has them too.
  const exit = new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (status, signal) => resolve({ status, signal }));
  });
  let hung = false;
  const deadline = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, DEADLINE_MS);
  void meet(fate, child);
  const ended = await exit;
  clearTimeout(deadline);
  if (ended.signal === null) await Promise.all([stdout.end, stderr.end]);
  return { pid: child.pid ?? 0, ...ended, stdout: stdout.text(), stderr: stderr.text(), hung };
}

async function meet({ kind, afterMs }: Fate, child: ChildProcess): Promise<void> {
  if (kind === 'live') return;
  await delay(afterMs);
  if (kind !== 'stop') {
    child.kill(kind);
    return;
  }
  child.kill('SIGSTOP');
  await delay(STOP_MS);
  child.kill('SIGCONT');
}

function collect(stream: NodeJS.ReadableStream) {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  return { text: () => text, end: new Promise((resolve) => stream.once('close', resolve)) };
}
