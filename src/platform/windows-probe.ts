import { lstatSync } from 'node:fs';
import type { Env } from '../base/ports.ts';
import { windowsCandidates } from './windows-lookup.ts';

/** The file on this Windows that `name` stands for, by its whole path unless `name` has a folder; nothing for none. */
export function findOnWindows(name: string, env: Env): string | undefined {
  return windowsCandidates(name, env).find(isThere);
}

/** A file, or a link: programs from the Store are links that cannot be followed, only started. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch {
    return false;
  }
}
