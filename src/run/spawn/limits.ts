/** Changes this process's soft limits from outside, by util-linux's prlimit: for where libc cannot be called. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** Nothing happens where there is no prlimit, or where it is refused. */
export function setSoftLimitFromOutside(resource: 'nofile' | 'core', soft: bigint): void {
  if (process.platform !== 'linux') return;
  // Its environment is none of the helper's business: it may hold keys.
  const env = { PATH: process.env['PATH'] };
  spawnSync('prlimit', ['--pid', String(process.pid), `--${resource}=${soft}:`], { stdio: 'ignore', env });
}
