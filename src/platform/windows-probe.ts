import { lstatSync } from 'node:fs';
import type { Env } from '../base/ports.ts';
import { windowsCandidates } from './windows-lookup.ts';

/** Whether there is anything on this Windows that `name` may stand for; cmd.exe's own commands are none. */
export function isOnWindows(name: string, env: Env): boolean {
  return windowsCandidates(name, env).some(isThere);
}

/** A file, or a link: programs from the Store are links that cannot be followed, only started. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    return false;
  }
}
