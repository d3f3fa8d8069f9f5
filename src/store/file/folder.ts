import { posix, win32 } from 'node:path';
import type { Env } from '../../base/ports.ts';
import { cacheFolder } from '../../platform/cache-folder.ts';
import { homeDir } from '../../platform/home-path.ts';
import { isOurPlace, ownRuntimeDir } from '../../platform/runtime-dir.ts';

/**
 * Where the file store is: the session's runtime folder, which is memory and goes when the user logs out; else
 * the user's cache folder, by the XDG Base Directory Specification or the platform's custom. Where root has
 * another's home, as under `sudo -E`, a folder made there would lock its owner out: the temporary folder serves then.
 */
export function fileStoreDir(env: Env, platform: NodeJS.Platform, uid: number): string {
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || win32.join(env['USERPROFILE'] || homeDir(), 'AppData', 'Local');
    return win32.join(local, 'mfa-exec');
  }
  const runtime = ownRuntimeDir(env, uid);
  if (runtime !== undefined) return runtime;
  const cache = cacheFolder({ ...env, HOME: env['HOME'] || homeDir() }, platform);
  const isOthers = cache === undefined || (uid === 0 && !isOurPlace(cache, uid));
  return isOthers ? `/tmp/mfa-exec-${uid}` : posix.join(cache, 'mfa-exec');
}
