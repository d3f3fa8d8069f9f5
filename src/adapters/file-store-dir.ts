import { posix, win32 } from 'node:path';
import type { Env } from '../core/ports.ts';
import { homeDir } from './home-path.ts';
import { ownRuntimeDir } from './runtime-dir.ts';

/**
 * Where the file store is: the session's runtime folder, which is memory and goes when the user logs out; else
 * the user's cache folder, by the XDG Base Directory Specification or the platform's custom.
 */
export function fileStoreDir(env: Env, platform: NodeJS.Platform, uid: number): string {
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || win32.join(env['USERPROFILE'] || homeDir(), 'AppData', 'Local');
    return win32.join(local, 'mfa-exec');
  }
  const runtime = ownRuntimeDir(env, uid);
  if (runtime !== undefined) return runtime;
  const home = env['HOME'] || homeDir();
  const cache = env['XDG_CACHE_HOME'];
  if (cache !== undefined && posix.isAbsolute(cache)) return posix.join(cache, 'mfa-exec');
  return platform === 'darwin'
    ? posix.join(home, 'Library', 'Caches', 'mfa-exec')
    : posix.join(home, '.cache', 'mfa-exec');
}
