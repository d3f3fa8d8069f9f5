import { existsSync } from 'node:fs';
import { nodePath, otherMajors } from '../../../scripts/lib/nodes.mjs';
import { executablePath, ownSystem, SYSTEMS } from '../../../scripts/lib/runtimes.mjs';

export interface TestNode {
  /** Major version, `24`. */
  readonly version: string;
  readonly path: string;
}

/** What runs the program: a Node, or the executable, which has its runtime inside. */
export interface TestRuntime {
  /** `Node 24`, `the executable`. */
  readonly name: string;
  readonly path: string;
}

/** The executable for this machine, if there is one for it. */
export const executable: TestRuntime | undefined =
  ownSystem() in SYSTEMS ? { name: 'the executable', path: executablePath(ownSystem()) } : undefined;

/**
 * The versions of Node that the built program is tried with: the running one, and those that
 * `MFA_EXEC_TEST_NODES` names (`22,24`). `npm test` sets it; `node scripts/nodes.mjs 22 24` fetches them.
 */
export function testNodes(): TestNode[] {
  const running = { version: process.versions.node.replace(/\..*/, ''), path: process.execPath };
  const others = otherMajors(process.env['MFA_EXEC_TEST_NODES']).map((version) => {
    const path = nodePath(version);
    if (!existsSync(path)) throw new Error(`no Node ${version} yet: node scripts/nodes.mjs ${version}`);
    return { version, path };
  });
  return [running, ...others];
}

/** The Nodes of `testNodes`, and the executable. */
export function testRuntimes(): TestRuntime[] {
  const nodes = testNodes().map(({ version, path }) => ({ name: `Node ${version}`, path }));
  return executable === undefined ? nodes : [...nodes, executable];
}

/** The newest Node, and the executable: for what hardly differs between versions. */
export function newestRuntimes(): TestRuntime[] {
  return testRuntimes().slice(executable === undefined ? -1 : -2);
}

/** The newest of them, for what hardly differs between versions; the matrix of CI has each version run it all the same. */
export function newestNode(): string {
  return testNodes().at(-1)?.path ?? process.execPath;
}
