import { stripVTControlCharacters } from 'node:util';
import { type IPty, spawn } from '@lydell/node-pty';
import type { Env } from '../../../src/base/ports.ts';

export interface PtyOptions {
  /** The whole environment: nothing is inherited. */
  readonly env: Env;
  readonly cwd: string;
  readonly cols?: number;
  readonly rows?: number;
}

export interface PtyExit {
  readonly exitCode: number;
  /** Number of the signal that ended it; 0 for none. */
  readonly signal: number;
}

interface Waiter {
  readonly pattern: RegExp;
  readonly found: (text: string) => void;
  readonly failed: (error: Error) => void;
}

/** A program on a pseudo-terminal of its own, and what it showed there. */
export class Terminal {
  /** How the program ended; everything that it showed has arrived by then. */
  readonly exit: Promise<PtyExit>;
  readonly #pty: IPty;
  readonly #waiters = new Set<Waiter>();
  #raw = '';
  /** How much of the plain text earlier `waitFor`s have used up. */
  #seen = 0;
  #ended = false;

  constructor(file: string, args: readonly string[], { env, cwd, cols = 80, rows = 24 }: PtyOptions) {
    this.#pty = spawn(file, [...args], { name: 'xterm-256color', cols, rows, cwd, env: { ...env } });
    this.#pty.onData((data) => {
      this.#raw += data;
      this.#look();
    });
    this.exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal = 0 }) => {
        this.#ended = true;
        this.#look();
        for (const { pattern, failed } of this.#waiters) failed(this.#failure(`ended without ${pattern}`));
        resolve({ exitCode, signal });
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Everything that was shown, escape sequences included. */
  get raw(): string {
    return this.#raw;
  }

  /** Everything that was shown, in plain text. */
  get text(): string {
    return stripVTControlCharacters(this.#raw).replaceAll('\r\n', '\n');
  }

  /**
   * Resolves to the first match in what was shown since the last match. Rejects, with all that was shown, after
   * `timeoutMs` or as soon as the program ends without it.
   */
  waitFor(wanted: string | RegExp, timeoutMs = 20_000): Promise<string> {
    const pattern = typeof wanted === 'string' ? literal(wanted) : wanted;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => waiter.failed(this.#failure(`no ${pattern} in ${timeoutMs} ms`)),
        timeoutMs,
      );
      const done = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        pattern,
        found: (text) => {
          done();
          resolve(text);
        },
        failed: (error) => {
          done();
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      this.#look();
      if (this.#ended) waiter.failed(this.#failure(`ended without ${pattern}`));
    });
  }

  /** Types. Return is `\r`, Ctrl-C `\x03`, Ctrl-Z `\x1A`, Ctrl-\ `\x1C`, Ctrl-D `\x04`. */
  write(keys: string): void {
    this.#pty.write(keys);
  }

  resize(cols: number, rows: number): void {
    this.#pty.resize(cols, rows);
  }

  /** Kills the program if it still runs, and waits for its end. */
  async dispose(): Promise<void> {
    if (!this.#ended) this.#pty.kill(process.platform === 'win32' ? undefined : 'SIGKILL');
    await this.exit;
  }

  #look(): void {
    const text = this.text;
    for (const waiter of this.#waiters) {
      const match = waiter.pattern.exec(text.slice(this.#seen));
      if (match === null) continue;
      this.#seen += match.index + match[0].length;
      waiter.found(match[0]);
    }
  }

  #failure(what: string): Error {
    return new Error(`${what}; the terminal shows:\n${this.text}`);
  }
}

function literal(text: string): RegExp {
  return new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
}
