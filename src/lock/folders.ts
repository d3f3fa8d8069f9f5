import { join } from 'node:path';
import type { Env } from '../base/ports.ts';
import { ownRuntimeDir } from '../platform/runtime-dir.ts';

/**
 * Where locks may be, best first: the session's runtime folder, the temporary folder, and `/tmp`, whose path
 * is short enough for a socket. The last two are shared with other users, so the folder bears the user's
 * number and is looked at before it is used.
 */
export function lockDirs(env: Env, uid: number, tmpdir: string): string[] {
  const runtime = ownRuntimeDir(env, uid);
  const shared = [join(tmpdir, `mfa-exec-${uid}`), `/tmp/mfa-exec-${uid}`];
  return [...new Set(runtime === undefined ? shared : [runtime, ...shared])];
}
