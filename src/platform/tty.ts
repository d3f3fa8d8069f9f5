import type { Env } from '../base/ports.ts';

/** A terminal that is open twice, to be read and to be written. */
export interface Tty {
  /** Width at the moment; 80 where it cannot be told. */
  readonly columns: number;
  /** By the terminal's name and what else the environment says of it. */
  hasColours(env: Env): boolean;
  /**
   * Raw mode: no echo, no line editing. Ctrl-C, Ctrl-\ and Ctrl-Z stay signals of the terminal: where this process is
   * killed at the prompt (SIGKILL), a script goes on with the terminal as it is, and Ctrl-C must end it. `false` puts
   * back what was there before.
   */
  setRaw(raw: boolean): void;
  write(text: string): void;
  /**
   * Calls `take` with each byte until it returns false. One at a time, so that none is taken from the next reader. Calls
   * `gone` when the terminal is.
   */
  read(take: (byte: Uint8Array) => boolean, gone: () => void): void;
  /** Resolves when nothing of it is open any more. */
  close(): Promise<void>;
}
