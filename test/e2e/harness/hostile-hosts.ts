/** Servers that mean no good, for the places where mfa-exec expects its own kind: each attack is a few lines with these. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sha256Hex } from '../../../src/base/sha256.ts';
import { cacheKey } from '../../../src/identity/cache-key.ts';
import type { World } from './world.ts';

export interface LockHost {
  /** How many have come so far. */
  readonly guests: number;
  dispose(): Promise<void>;
}

/** The cache key of the world's default profile. */
function defaultKey({ sandbox }: World): string {
  const { accessKeyId, secretAccessKey } = sandbox.user.key;
  return cacheKey({
    base: { kind: 'static', credentials: { accessKeyId, secretAccessKey }, from: 'profile "default"' },
    endpoint: {
      region: 'eu-central-1',
      partition: 'aws',
      stsUrl: sandbox.url,
      useFips: false,
      useDualstack: false,
    },
    roles: [],
  });
}

/** Holds the lock of the default profile's session, and says `lines` to whoever comes. */
export async function holdLock(world: World, ...lines: readonly unknown[]): Promise<LockHost> {
  const dir = join(world.runtimeDir, 'mfa-exec');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const hash = sha256Hex(defaultKey(world)).slice(0, 12);
  const name = `${hash}.${process.pid}.00000000`;
  let guests = 0;
  const server = createServer((guest) => {
    guests += 1;
    guest.on('error', () => {});
    guest.end(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  });
  await new Promise<void>((resolve) => server.listen(join(dir, name), resolve));
  symlinkSync(name, join(dir, hash));
  return {
    get guests() {
      return guests;
    },
    dispose: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
