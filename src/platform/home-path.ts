import { join } from 'node:path';
import process from 'node:process';

/**
 * The user's home folder; `/` where there is none to be known, as Docker has it: without HOME, for a user without an
 * entry in the system's list, as containers run them, `os.homedir` throws.
 */
export function homeDir(): string {
  try {
    // node:os is loaded here only: a cached call whose AWS files are named does not need it.
    return process.getBuiltinModule('node:os').homedir() || '/';
  } catch {
    return '/';
  }
}

/**
 * `~` at the start of a path stands for the home folder, as in a shell, which does not expand it inside quotes. The
 * AWS CLI does the same with the paths of its files and its bundle of certificate authorities.
 */
export function expandHome(path: string, homedir: () => string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path;
}
