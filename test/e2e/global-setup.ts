import { existsSync, linkSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from '../../scripts/lib/alone.mjs';
import { ensureBuilt, ensureExecutable } from '../../scripts/lib/build.mjs';
import { installNodes, otherMajors } from '../../scripts/lib/nodes.mjs';
import { testNodes } from './harness/nodes.ts';
import { codeFolder, createWorld } from './harness/world.ts';

/** Sees to it that the program under test is the one that the sources make, also when vitest runs on its own. */
export default async function setup(): Promise<() => void> {
  const others = otherMajors(process.env['MFA_EXEC_TEST_NODES']);
  for (const prepare of [ensureBuilt, ensureExecutable, () => installNodes(others)]) {
    const { ok, output } = await alone(prepare);
    if (!ok) throw new Error(output);
  }
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
  if (compiled !== undefined && existsSync(compiled)) {
    for (const name of readdirSync(compiled)) linkSync(join(compiled, name), join(folder, name));
  }
  await world.dispose();
  // Workers are started with this environment.
  process.env['MFA_EXEC_TEST_CODE'] = folder;
}
