import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { parents } from '../platform/processes.ts';
import { windowsProgram } from '../platform/windows-program.ts';

/**
 * Ends a helper program and everything that it started. Ending the shell of `sh -c 'a | b'` alone would leave `a`
 * at the terminal. A process group of its own would be simpler, but Node makes one only together with a new
 * session, which has no terminal, and a helper may have to ask for a password there.
 */
export function endTree(pid: number, platform: NodeJS.Platform = process.platform): void {
  if (platform === 'win32') {
    spawnSync(windowsProgram(process.env, 'taskkill.exe'), ['/pid', String(pid), '/t', '/f'], {
      stdio: 'ignore',
      timeout: 2000,
      // Some Windows programs fail without it. They get no other variable: those may hold keys.
      env: { SystemRoot: process.env['SystemRoot'] },
    });
    return;
  }
  // Listed before the first one ends: its children have another parent from then on.
  for (const one of [pid, ...descendants(pid, parents(platform))]) {
    try {
      process.kill(one, 'SIGTERM');
      // One that is stopped would end only once it is continued.
      process.kill(one, 'SIGCONT');
    } catch {
      // It has ended by itself.
    }
  }
}

/** All that descend from `pid`; `parentOf` has the parent of each process. */
export function descendants(pid: number, parentOf: ReadonlyMap<number, number>): number[] {
  const found = [pid];
  for (const ancestor of found) {
    for (const [child, parent] of parentOf)
      if (parent === ancestor && !found.includes(child)) found.push(child);
  }
  return found.slice(1);
}
