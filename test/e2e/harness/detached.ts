import { type ChildProcess, spawn } from 'node:child_process';
import type { Env } from '../../../src/base/ports.ts';

export interface Detached {
  readonly child: ChildProcess;
  /** What it printed on stdout, once it has ended. */
  readonly output: Promise<string>;
}

/** Starts a program in a session of its own, which has no terminal. */
export function startDetached(file: string, args: readonly string[], env: Env, cwd: string): Detached {
  const child = spawn(file, [...args], {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
  return { child, output };
}
