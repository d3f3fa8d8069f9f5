/** What programs left behind in a world: on its disk and in the log of its AWS. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.ts';

/** Names in the runtime folder beside the sessions themselves: locks, sockets, temporary files. */
export function litter(world: World): string[] {
  return ownFiles(world).filter((name) => !isSession(name));
}

/** Names of the files that hold a session. */
export function sessionFiles(world: World): string[] {
  return ownFiles(world).filter(isSession);
}

/** What STS was asked so far, in order. */
export function stsOperations(world: World): string[] {
  return world.sandbox.calls.filter(({ service }) => service === 'sts').map(({ operation }) => operation);
}

function ownFiles(world: World): string[] {
  try {
    return readdirSync(join(world.runtimeDir, 'mfa-exec'));
  } catch {
    return [];
  }
}

function isSession(name: string): boolean {
  return /^session-[0-9a-f]+\.json$/.test(name);
}
