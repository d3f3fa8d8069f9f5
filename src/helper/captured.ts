/** Runs a helper program and captures what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Exit } from '../base/exit.ts';
import type { Env } from '../base/ports.ts';
import { handleEndings } from '../platform/endings.ts';
import { endTree } from './tree.ts';

const MOST_BYTES = 1024 * 1024;
/**
 * Milliseconds to wait for the output to end once the program has: an agent that it started may hold the pipe
 * open.
 */
const PIPE_GRACE_MS = 500;

export interface CapturedCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Whether `file` is a line for the shell: `sh -c`, or `cmd` on Windows. */
  readonly shell: boolean;
  readonly env: Env;
  readonly timeoutMs: number;
}

export type Captured =
  | { readonly exit: Exit; readonly stdout: string }
  /**
   * It did not start (with the system's error code), took too long, or printed more than any answer could
   * be.
   */
  | { readonly failed: 'start'; readonly code: string }
  | { readonly failed: 'timeout' | 'output' };

/**
 * Runs a program that answers on its standard output. Its standard error goes to the person ("touch your key"): to the
 * terminal if there is one and mfa-exec's own stderr leads elsewhere. Its standard input is the terminal if there is
 * one, never that of mfa-exec, which belongs to the command.
 */
export async function runCaptured({ file, args, shell, env, timeoutMs }: CapturedCommand): Promise<Captured> {
  let program = file;
  if (!shell && process.platform === 'win32') {
    const { findOnWindows } = await import('../platform/windows-probe.ts');
    const found = findOnWindows(file, env);
    if (found === undefined) return { failed: 'start', code: 'ENOENT' };
    program = found;
  }
  // cross-spawn would take each status 1 of a shell on Windows for a command that is not there.
  const start = shell ? spawn : (await import('cross-spawn')).default;
  const terminal = openTerminal();
  // Who captures our stderr, as every SDK does with a credential_process, would keep "touch your key" from the person.
  const shown = terminal === undefined || isatty(2) ? undefined : openTerminal('w');
  let child: ChildProcess | undefined;
  const leave = () => {
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) endTree(child.pid);
  };
  const interrupted = () => {
    leave();
    stopHandling();
    process.kill(process.pid, 'SIGINT');
  };
  // A signal that ends this process must end the helper too: nobody would wait for it.
  const stopHandling = handleEndings({ leave, interrupted }, process);
  try {
    const helper = start(program, [...args], {
      shell,
      // Else cmd.exe looks in the current folder first.
      env: process.platform === 'win32' ? { ...env, NoDefaultCurrentDirectoryInExePath: '1' } : { ...env },
      stdio: [terminal ?? 'ignore', 'pipe', shown ?? 'inherit'],
    });
    child = helper;
    return await new Promise<Captured>((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let timer = setTimeout(giveUp, timeoutMs, 'timeout');
      helper.stdout?.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > MOST_BYTES) giveUp('output');
      });
      helper.on('error', (error: NodeJS.ErrnoException) => {
        settle({ failed: 'start', code: error.code ?? error.name });
      });
      helper.on('close', ended);
      helper.on('exit', (code, signal) => {
        clearTimeout(timer);
        timer = setTimeout(ended, PIPE_GRACE_MS, code, signal);
      });

      function ended(code: number | null, signal: NodeJS.Signals | null): void {
        const exit = signal === null ? { code: code ?? 0 } : { signal };
        settle({ exit, stdout: Buffer.concat(chunks).toString('utf8') });
      }

      function giveUp(failed: 'timeout' | 'output'): void {
        leave();
        settle({ failed });
      }

      function settle(result: Captured): void {
        clearTimeout(timer);
        // A program that it left behind, or that ignores the signal, must not keep this process waiting.
        helper.stdout?.destroy();
        helper.removeAllListeners('exit');
        helper.unref();
        resolve(result);
      }
    });
  } catch (error) {
    // Some reasons not to start are thrown rather than emitted: ENOEXEC, ENOTDIR, E2BIG.
    if (error instanceof Error && 'code' in error) return { failed: 'start', code: String(error.code) };
    throw error;
  } finally {
    stopHandling();
    for (const fd of [terminal, shown]) if (fd !== undefined) closeSync(fd);
  }
}

/** `undefined` without a terminal, and on Windows, whose console programs open theirs themselves. */
function openTerminal(flags: 'r' | 'w' = 'r'): number | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    return openSync('/dev/tty', flags);
  } catch {
    return undefined;
  }
}
