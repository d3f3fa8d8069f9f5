/** How a handover reaches the server: on its standard input, for arguments and environment can be read by others. */
import { fstatSync, readFileSync } from 'node:fs';
import process from 'node:process';
import type { Handover } from '../session/handover.ts';

/** The only argument of a process that is to be a server. */
export const SERVER_WORD = 'credential-server';

export interface ServerHandover extends Handover {
  /** The process in whose service the server is, and when it started as `startOf` says. */
  readonly pid: number;
  readonly startedAt: string | undefined;
}

/**
 * What this process was given to serve; `undefined` where it is an ordinary call. The working folder is that of the call
 * then, for the AWS files may be named from there.
 */
export function takeHandover(argv: readonly string[]): ServerHandover | undefined {
  if (argv.length !== 3 || argv[2] !== SERVER_WORD) return undefined;
  try {
    // On a terminal somebody typed the word.
    if (fstatSync(0).isCharacterDevice()) return undefined;
    const handover = JSON.parse(readFileSync(0, 'utf8')) as ServerHandover;
    enter(handover.cwd);
    return handover;
  } catch {
    // Whoever was to write it is gone, or is none of us.
    return undefined;
  }
}

/** Goes to a folder that may be gone by now. */
export function enter(folder: string): void {
  try {
    process.chdir(folder);
  } catch {
    // What is named from there is not found then.
  }
}
