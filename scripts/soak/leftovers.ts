import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { litter } from '../../test/e2e/harness/traces.ts';
import type { World } from '../../test/e2e/harness/world.ts';

/** A killed process's temporary file is swept after a minute, which nobody waits for here. */
export function ageTemporaryFiles(world: World): void {
  const longAgo = Date.now() / 1000 - 3600;
  for (const name of litter(world).filter((candidate) => candidate.endsWith('.tmp'))) {
    utimesSync(join(world.runtimeDir, 'mfa-exec', name), longAgo, longAgo);
  }
}

/** Locks, sockets and temporary files that are left. */
export function leftFiles(world: World): string[] {
  return litter(world);
}

/** Processes that are left of the sessions which `leaders` led; empty where there is no /proc. Waits a little. */
export async function orphans(leaders: ReadonlySet<number>): Promise<string[]> {
  let found: string[] = [];
  for (let tries = 0; tries < 100; tries++) {
    found = existsSync('/proc/self/stat') ? sessionMembers(leaders) : [];
    if (found.length === 0) break;
    await delay(100);
  }
  return found;
}

function sessionMembers(leaders: ReadonlySet<number>): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      // proc(5): the fields after the name are state, parent, group and session.
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state !== 'Z' && leaders.has(Number(session));
    } catch {
      return false;
    }
  });
}
