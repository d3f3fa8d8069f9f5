import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.ts';

const KEYCTL = '#!/bin/sh\necho "keyctl: Function not implemented" >&2\nexit 1\n';

/** `--store auto` as on a kernel without keyrings: the machine's own is everybody's. */
export function autoWithoutKeyctl(world: World): Record<string, string> {
  const folder = join(world.home, 'bin');
  const keyctl = join(folder, 'keyctl');
  mkdirSync(folder, { recursive: true });
  writeFileSync(keyctl, KEYCTL);
  chmodSync(keyctl, 0o755);
  return { MFA_EXEC_STORE: 'auto', PATH: `${folder}:${world.env['PATH']}` };
}
