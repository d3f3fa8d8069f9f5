import { type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Env } from '../base/ports.ts';

/**
 * `$XDG_RUNTIME_DIR/mfa-exec`, or `undefined` where that variable is unset, relative (XDG Base Directory
 * Specification: then it is to be ignored) or another user's: `sudo -E` hands on the caller's, and a folder
 * that root makes there would lock its owner out.
 */
export function ownRuntimeDir(env: Env, uid: number): string | undefined {
  const runtime = env['XDG_RUNTIME_DIR'];
  if (runtime === undefined || !isAbsolute(runtime)) return undefined;
  return isOurPlace(runtime, uid) ? join(runtime, 'mfa-exec') : undefined;
}

/** Whether the folder, or the first one above it that exists, belongs to the user. */
export function isOurPlace(folder: string, uid: number): boolean {
  return nearest(folder)?.uid === uid;
}

function nearest(path: string): Stats | undefined {
  for (let at = path; ; at = dirname(at)) {
    try {
      return statSync(at);
    } catch {
      if (at === dirname(at)) return undefined;
    }
  }
}
