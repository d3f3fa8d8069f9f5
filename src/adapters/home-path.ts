import { join } from 'node:path';

/**
 * `~` at the start of a path stands for the home folder, as in a shell, which does not expand it inside quotes. The
 * AWS CLI does the same with the paths of its files and its bundle of certificate authorities.
 */
export function expandHome(path: string, homedir: () => string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path;
}
