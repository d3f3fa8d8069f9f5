// `npm run executable`: mfa-exec as one file that needs no Node, build/executable/mfa-exec. Arguments: names of systems,
// or --all for each of them, in folders of their own; for other systems Bun's program is fetched from the npm registry.
import { relative } from 'node:path';
import { buildExecutable } from './lib/executable.mjs';
import { ensureModules, root } from './lib/npm.mjs';
import { executablePath, ownSystem, SYSTEMS } from './lib/runtimes.mjs';
import { step } from './lib/step.mjs';

const named = process.argv.slice(2);
const systems = named.includes('--all') ? Object.keys(SYSTEMS) : named.length > 0 ? named : [ownSystem()];

process.exitCode = 1;
let ok = await step('npm packages', ensureModules);
for (const system of ok ? systems : []) {
  const note = relative(root, executablePath(system));
  ok = (await step(system, async () => ({ note, ...(await buildExecutable(system)) }))) && ok;
}
process.exitCode = ok ? 0 : 1;
