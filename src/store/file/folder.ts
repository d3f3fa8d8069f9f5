import { lstatSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import type { Env } from '../../base/ports.ts';
import { cacheFolder } from '../../platform/cache-folder.ts';
import { homeDir } from '../../platform/home-path.ts';
import { isOurPlace, ownRuntimeDir } from '../../platform/runtime-dir.ts';
import type { CommonPlaces } from '../common-places.ts';

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

/** Where the file store is without XDG variables: a folder that all processes of the user find. */
export function steadyDir(env: Env, platform: NodeJS.Platform, uid: number): string {
  return fileStoreDir({ ...env, XDG_RUNTIME_DIR: undefined, XDG_CACHE_HOME: undefined }, platform, uid);
}

/**
 * Every folder in which a session of this user may be: cron and ssh have no `XDG_RUNTIME_DIR`, and a session that was
 * kept without it must be found, and forgotten, with it. The first is where this process keeps them; the others are
 * those that exist and are the user's.
 */
export function fileStoreDirs(
  env: Env,
  platform: NodeJS.Platform,
  uid: number,
  common: CommonPlaces,
): readonly string[] {
  const own = fileStoreDir(env, platform, uid);
  if (platform === 'win32') return [own];
  const plain: Env = { HOME: env['HOME'] || homeDir() };
  const caches = [cacheFolder({ ...env, ...plain }, platform), cacheFolder(plain, platform)];
  const parents = [common.runtime, ...caches];
  const others = parents.flatMap((parent) => (parent === undefined ? [] : [posix.join(parent, 'mfa-exec')]));
  if (common.temporary !== undefined) others.push(common.temporary);
  return [...new Set([own, ...others.filter((dir) => isOwn(dir, uid))])];
}

function isOwn(dir: string, uid: number): boolean {
  return lstatSync(dir, { throwIfNoEntry: false })?.uid === uid;
}
