import { join } from 'node:path';
import process from 'node:process';

/**
 * Returns the user's home folder, or `/` if there is none: `os.homedir` throws in a container whose user has
 * neither HOME nor an entry in /etc/passwd.
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
