import { posix } from 'node:path';
import type { Env } from '../base/ports.ts';

/**
 * The user's folder for what can be had again, by the XDG Base Directory Specification or macOS's custom; nothing
 * where neither variable names a place.
 */
export function cacheFolder({ HOME, XDG_CACHE_HOME }: Env, platform: NodeJS.Platform): string | undefined {
  if (XDG_CACHE_HOME?.startsWith('/')) return XDG_CACHE_HOME;
  if (!HOME?.startsWith('/')) return undefined;
  return platform === 'darwin' ? posix.join(HOME, 'Library', 'Caches') : posix.join(HOME, '.cache');
}
