/**
 * The terminal device itself, opened anew, so that a question reaches a person whatever stdin, stdout and stderr
 * are, and no flag is left on a description that other programs share.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { errorCode } from '../../base/error-code.ts';
import type { Env } from '../../base/ports.ts';
import { openTty } from '../../platform/node/tty.ts';
import type { Tty } from '../../platform/tty.ts';
import type { Look } from './dialogue.ts';

export interface Terminal extends Pick<Tty, 'write' | 'read' | 'close'> {
  readonly look: Look;
  /** Returns once this process is in the foreground; false where the terminal is gone for good. */
  awaitForeground(): boolean;
  /**
   * Turns echo and line mode off, in the foreground, and drops what was typed before the question, as getpass
   * and sudo do. False where the terminal is gone for good.
   */
  take(): boolean;
  /** Puts the modes back as they were before `take`. */
  release(): void;
}

/** The terminal of this process; `undefined` where there is none, or where it cannot be had any more. */
export function openTerminal(env: Env, platform: NodeJS.Platform): Terminal | undefined {
  const windows = platform === 'win32';
  const input = openDevice(windows ? '\\\\.\\CONIN$' : '/dev/tty', windows ? 0 : constants.O_NONBLOCK);
  if (input === undefined) return undefined;
  const output = openDevice(windows ? '\\\\.\\CONOUT$' : '/dev/tty', 0);
  if (output === undefined || !(windows || inForeground(input))) {
    closeSync(input);
    if (output !== undefined) closeSync(output);
    return undefined;
  }
  return terminal(input, openTty(input, output), env, windows);
}

/**
 * Opens for reading and writing: Windows sets a console's mode only through such a handle. ENXIO, "no such device
 * or address": this process has no controlling terminal.
 */
function openDevice(path: string, flags: number): number | undefined {
  try {
    return openSync(path, constants.O_RDWR | (constants.O_NOCTTY ?? 0) | flags);
  } catch {
    return undefined;
  }
}

function terminal(inputFd: number, tty: Tty, env: Env, windows: boolean): Terminal {
  const awaitForeground = () => windows || inForeground(inputFd);
  return {
    look: lookOf(tty, env, windows),
    awaitForeground,
    take() {
      if (!awaitForeground()) return false;
      // Off first: after SIGSTOP the mode is still "raw" for the runtime while the shell has changed it.
      tty.setRaw(false);
      tty.setRaw(true);
      return awaitForeground();
    },
    release: () => tty.setRaw(false),
    write: tty.write,
    read: tty.read,
    close: tty.close,
  };
}

/**
 * Reads away what is there. A process in the background is stopped by this, as by any read, before it has looked
 * at the terminal's modes, which belong to the shell at that moment. False: nobody can continue it (EIO, an
 * orphaned process group).
 */
function inForeground(fd: number): boolean {
  const scrap = new Uint8Array(4096);
  for (let attempt = 0; attempt < 64; attempt++) {
    try {
      if (readSync(fd, scrap, 0, scrap.length, null) === 0) return true;
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EAGAIN') return true;
      if (code !== 'EINTR') return false;
    }
  }
  return true;
}

function lookOf(tty: Tty, env: Env, windows: boolean): Look {
  const dumb = !windows && (env['TERM'] === undefined || env['TERM'] === '' || env['TERM'] === 'dumb');
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return {
    columns: tty.columns,
    // An empty NO_COLOR asks for nothing (no-color.org); Node takes it for a wish.
    colour: !dumb && !env['NO_COLOR'] && tty.hasColours({ ...env, NO_COLOR: undefined }),
    unicode: !dumb && (windows || /utf-?8/i.test(locale)),
    dumb,
  };
}
