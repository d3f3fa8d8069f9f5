import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { programLine } from './program.ts';
import type { World } from './world.ts';

/** Puts `mfa-exec` on the PATH of a world, as `npm install --global` does; returns the environment to use. POSIX only. */
export function installed({ home, env }: World, node = process.execPath): Record<string, string> {
  const bin = join(home, 'bin');
  mkdirSync(bin, { recursive: true });
  const script = `#!/bin/sh\nexec ${programLine(node)} "$@"\n`;
  writeFileSync(join(bin, 'mfa-exec'), script, { mode: 0o755 });
  return { ...env, PATH: [bin, env['PATH'] ?? ''].join(delimiter) };
}
