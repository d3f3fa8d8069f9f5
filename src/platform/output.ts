/** Writes to stdout and stderr without Node's own streams. */
import { readFileSync, writeSync } from 'node:fs';
import process from 'node:process';
import { errorCode } from '../base/error-code.ts';
import { MfaExecError } from '../base/errors.ts';
import type { Output } from '../base/output.ts';
import type { Env } from '../base/ports.ts';

/** The reader has left, or there never was one; libuv has EOF for Windows' ERROR_BROKEN_PIPE. */
const GONE = new Set(['EPIPE', 'EOF', 'EBADF', 'EIO']);

/** Stdout. Whether it is a terminal is looked at when somebody asks: node:tty takes 3 ms to load. */
export function createStdout(env: Env, platform: NodeJS.Platform): Output {
  const tty = () => process.getBuiltinModule('node:tty');
  return {
    write: (text) => writeAll(1, text),
    get isTerminal() {
      return tty().isatty(1);
    },
    get colour() {
      return tty().isatty(1) && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
    },
    get unicode() {
      return showsUnicode(env, platform);
    },
    get width() {
      return tty().isatty(1) ? new (tty().WriteStream)(1).columns : undefined;
    },
  };
}

/**
 * Whether more than ASCII can be shown: what the locale says (POSIX.1-2024, XBD 8.2), on macOS unless it says otherwise. Of
 * Windows' consoles the newer ones name themselves; the older lack the signs in their fonts.
 */
export function showsUnicode(env: Env, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM']);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || (platform === 'darwin' ? 'UTF-8' : 'C');
  return /utf-?8/i.test(locale);
}

/**
 * Writes all of `text` to a descriptor, at once. `process.stdout` and `process.stderr` are never touched: opening
 * them may leave O_NONBLOCK on a pipe or terminal that the command and its caller share. A reader that has gone
 * away ends the writing quietly. Throws OUTPUT where the text cannot be written, on a full disk for one.
 */
export function writeAll(fd: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const code = errorCode(error);
      // Somebody else made the descriptor non-blocking and its reader is slow.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else if (GONE.has(code ?? '')) return;
      else
        throw new MfaExecError('OUTPUT', `cannot write the output (${code})`, {
          hint: 'make room where it is written, or write it elsewhere',
          cause: error,
        });
    }
  }
}

/** All of standard input; `undefined` where it is a terminal, and nobody hands anything over. Throws USAGE where it cannot be read. */
export function readInput(): string | undefined {
  if (process.getBuiltinModule('node:tty').isatty(0)) return undefined;
  try {
    return readFileSync(0, 'utf8');
  } catch (error) {
    throw new MfaExecError('USAGE', `cannot read standard input (${errorCode(error)})`, {
      hint: 'hand the pair over in a pipe',
      cause: error,
    });
  }
}
