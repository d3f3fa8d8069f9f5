import { posix, win32 } from 'node:path';
import type { Env } from '../base/ports.ts';

/**
 * The user's folder for what cannot be had again, by the XDG Base Directory Specification or the platform's custom;
 * `undefined` where nothing names a home.
 */
export function dataFolder(env: Env, platform: NodeJS.Platform): string | undefined {
  const { HOME, XDG_DATA_HOME, LOCALAPPDATA, USERPROFILE } = env;
  if (platform === 'win32') {
    return LOCALAPPDATA || (USERPROFILE ? win32.join(USERPROFILE, 'AppData', 'Local') : undefined);
  }
  if (XDG_DATA_HOME?.startsWith('/')) return XDG_DATA_HOME;
  if (!HOME?.startsWith('/')) return undefined;
  return platform === 'darwin'
    ? posix.join(HOME, 'Library', 'Application Support')
    : posix.join(HOME, '.local', 'share');
}
