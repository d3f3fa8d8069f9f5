import { lstatSync } from 'node:fs';
import type { Env } from '../base/ports.ts';
import { windowsCandidates } from './windows-lookup.ts';

/** True if `name` stands for a file on this Windows. The commands of cmd.exe itself are no files. */
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
