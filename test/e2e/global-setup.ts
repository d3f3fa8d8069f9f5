import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installNodes, otherMajors } from '../../scripts/lib/nodes.mjs';
import { root } from '../../scripts/lib/npm.mjs';
import { testNodes } from './harness/nodes.ts';
import { programPath } from './harness/program.ts';
import { codeFolder, createWorld } from './harness/world.ts';

/** Sees to it that the program under test is the one that the sources make, also when vitest runs on its own. */
export default async function setup(): Promise<() => void> {
  const built = statSync(programPath, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (['src', 'fixtures', 'scripts/build.mjs'].some((path) => newest(join(root, path)) > built)) {
    execFileSync(process.execPath, ['scripts/build.mjs'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  const { ok, output } = await installNodes(otherMajors(process.env['MFA_EXEC_TEST_NODES']));
  if (!ok) throw new Error(output);
  const folder = mkdtempSync(join(tmpdir(), 'mx-code-'));
  await compileOnce(folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** What V8 makes of the program is the same in every world: it is made here, once for each Node, and copied there. */
async function compileOnce(folder: string): Promise<void> {
  const world = await createWorld();
  for (const { path: node } of testNodes()) {
    const env = { MFA_EXEC_TOKEN_CODE: world.freshCode() };
    const { status, stderr } = await world.run(['--refresh', '--', 'true'], { node, env });
    if (status !== 0) throw new Error(`mfa-exec ended with ${status}: ${stderr}`);
  }
  const compiled = codeFolder(world.home);
  if (compiled !== undefined && existsSync(compiled)) cpSync(compiled, folder, { recursive: true });
  await world.dispose();
  // Workers are started with this environment.
  process.env['MFA_EXEC_TEST_CODE'] = folder;
}

/** When the file, or the newest one below the folder, was changed: milliseconds since the epoch. */
function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
