// `npm run executable`: mfa-exec as one file that needs no Node, build/executable/mfa-exec. Arguments: names of systems,
// or --all for each of them, in folders of their own. Bun is fetched from the npm registry; `--runtime FILE` takes another.
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildExecutable } from './lib/executable.mjs';
import { ensureModules, root } from './lib/npm.mjs';
import { executablePath, ownSystem, SYSTEMS } from './lib/runtimes.mjs';
import { step } from './lib/step.mjs';

const { values, positionals: named } = parseArgs({
  options: { all: { type: 'boolean', default: false }, runtime: { type: 'string' } },
  allowPositionals: true,
});
const runtime = values.runtime === undefined ? {} : { runtime: resolve(values.runtime) };
const systems = values.all ? Object.keys(SYSTEMS) : named.length > 0 ? named : [ownSystem()];

process.exitCode = 1;
let ok = await step('npm packages', ensureModules);
for (const system of ok ? systems : []) {
  const note = relative(root, executablePath(system));
  ok = (await step(system, async () => ({ note, ...(await buildExecutable(system, runtime)) }))) && ok;
}
process.exitCode = ok ? 0 : 1;
