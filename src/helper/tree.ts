import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { parseStat } from '../platform/foreground.ts';
import { windowsProgram } from '../platform/windows-program.ts';

/**
 * Asks a program of ours and all that it started to end: of `sh -c 'a | b'`, ending the shell alone would leave `a`
 * at the terminal. They cannot have a process group of their own to be ended by: Node makes one only together with
 * a session, which has no terminal, and a helper may have to ask for a password there.
 */
export function endTree(pid: number, platform: NodeJS.Platform = process.platform): void {
  if (platform === 'win32') {
    spawnSync(windowsProgram(process.env, 'taskkill.exe'), ['/pid', String(pid), '/t', '/f'], {
      stdio: 'ignore',
      timeout: 2000,
      // Windows programs fail in odd ways without it; keys are none of their business.
      env: { SystemRoot: process.env['SystemRoot'] },
    });
    return;
  }
  const parents = platform === 'linux' ? parentsByProc() : parentsByPs();
  // Listed before the first one ends: its children have another parent from then on.
  for (const one of [pid, ...descendants(pid, parents)]) {
    try {
      process.kill(one, 'SIGTERM');
      // One that is stopped would end only once it is continued.
      process.kill(one, 'SIGCONT');
    } catch {
      // It has ended by itself.
    }
  }
}

/** All that descend from `pid`; `parents` has the parent of each process. */
export function descendants(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const found = [pid];
  for (const ancestor of found) {
    for (const [child, parent] of parents)
      if (parent === ancestor && !found.includes(child)) found.push(child);
  }
  return found.slice(1);
}

function parentsByProc(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of attempt(() => readdirSync('/proc')) ?? []) {
    const stat = /^\d+$/.test(name) ? attempt(() => readFileSync(`/proc/${name}/stat`, 'utf8')) : undefined;
    const state = stat === undefined ? undefined : parseStat(stat);
    if (state !== undefined) parents.set(Number(name), state.parent);
  }
  return parents;
}

function parentsByPs(): Map<number, number> {
  const options = { encoding: 'utf8', timeout: 2000, env: { PATH: process.env['PATH'] } } as const;
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], options);
  return new Map(
    (stdout ?? '').split('\n').map((line): [number, number] => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return [pid, parent];
    }),
  );
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
