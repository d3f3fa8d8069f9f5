import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installNodes, otherMajors } from '../../scripts/lib/nodes.mjs';
import { root } from '../../scripts/lib/npm.mjs';
import { programPath } from './harness/program.ts';

/** Sees to it that the program under test is the one that the sources make, also when vitest runs on its own. */
export default async function setup(): Promise<void> {
  const built = statSync(programPath, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (['src', 'fixtures', 'scripts/build.mjs'].some((path) => newest(join(root, path)) > built)) {
    execFileSync(process.execPath, ['scripts/build.mjs'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  const { ok, output } = await installNodes(otherMajors(process.env['MFA_EXEC_TEST_NODES']));
  if (!ok) throw new Error(output);
}

/** When the file, or the newest one below the folder, was changed: milliseconds since the epoch. */
function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
