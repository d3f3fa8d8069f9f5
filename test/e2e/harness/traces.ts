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

/** Where the file store is. Windows has no runtime folder, but `%LOCALAPPDATA%`, where V8's code is kept too. */
export function storeFolder(world: World): string {
  return join(process.platform === 'win32' ? world.home : world.runtimeDir, 'mfa-exec');
}

function ownFiles(world: World): string[] {
  try {
    return readdirSync(storeFolder(world)).filter((name) => name !== 'code' && !isNote(name));
  } catch {
    return [];
  }
}

/** What mfa-exec notes for later runs: a log-out, and until when the keychain may hold something. */
export function isNote(name: string): boolean {
  return name === 'keychain-until' || /^logout-(all|session-[0-9a-f]+)$/.test(name);
}

function isSession(name: string): boolean {
  return /^session-[0-9a-f]+\.json$/.test(name);
}
