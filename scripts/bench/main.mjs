// `npm run bench`: what mfa-exec costs, as ratios that were measured in one run. Options: `--nodes 20,22,24,26`,
// `--stores` for each store, on the executable too, `--scale` for large configurations, many sessions and many processes,
// `--picture FILE` for an SVG.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureExecutable } from '../lib/build.mjs';
import { findAws } from '../lib/demo-aws.mjs';
import { installNodes, nodePath, otherMajors } from '../lib/nodes.mjs';
import { ensureModules, npm, root } from '../lib/npm.mjs';
import { run, step } from '../lib/step.mjs';
import { ensureSystemPackages } from '../lib/system-packages.mjs';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '20,22,24,26' },
    scale: { type: 'boolean', default: false },
    stores: { type: 'boolean', default: false },
    picture: { type: 'string' },
  },
});
const running = process.versions.node.split('.')[0];
const majors = values.nodes.split(',');

process.exitCode = 1;
const prepared =
  (await step('npm packages', ensureModules)) &&
  (await step('system packages', ensureSystemPackages)) &&
  (await step('build', () => run(process.execPath, ['scripts/build.mjs'], { cwd: root }))) &&
  (await step('nodes', () => installNodes(otherMajors(values.nodes)))) &&
  (!values.stores || (await step('executable', ensureExecutable)));
if (prepared) {
  const { buildStage } = await import('./stage.mjs');
  const stage = await buildStage();
  try {
    process.exitCode = (await (values.scale ? scale(stage) : values.stores ? stores(stage) : compare(stage)))
      ? 0
      : 1;
  } finally {
    await stage.dispose();
  }
}

/**
 * @param {import('./stage.mjs').Stage} stage
 * @returns {Promise<boolean>} whether every Node was measured; else there is no picture
 */
async function compare(stage) {
  const { measure } = await import('./measure.mjs');
  const { table } = await import('./table.mjs');
  const { picture } = await import('./picture.mjs');
  const aws = findAws(stage.url, { ...stage.env }, '');
  // Before the benchmark adds its own.
  const load = loadavg()[0]?.toFixed(1);
  /** @type {import('./measure.mjs').Figures[]} */
  const all = [];
  for (const major of majors) {
    const node = major === running ? process.execPath : nodePath(major);
    await step(`Node ${major}`, async () => {
      all.push(await measure(node, stage, aws.words[0] === 'aws' ? aws.words.slice(0, -2) : undefined));
      return { ok: true };
    });
  }
  console.log(`\n${table(all, await published())}`);
  const note = `medians on ${cpus().length} cores of ${cpus()[0]?.model.trim()}, ${aws.note}, load ${load} at the start`;
  console.log(`\n${note}`);
  const isWhole = all.length === majors.length;
  if (values.picture !== undefined && isWhole) writeFileSync(values.picture, picture(all, note));
  return isWhole;
}

/** @param {import('./stage.mjs').Stage} stage */
async function stores(stage) {
  const { measureStores, runtimes } = await import('./stores.mjs');
  const nodes = majors.map((major) => ({
    major,
    path: major === running ? process.execPath : nodePath(major),
  }));
  const load = loadavg()[0]?.toFixed(1);
  console.log(`\n${(await measureStores(runtimes(nodes), stage)).join('\n')}\n\nload ${load} at the start`);
  return true;
}

/** @param {import('./stage.mjs').Stage} stage */
async function scale(stage) {
  const { buildStage } = await import('./stage.mjs');
  const { measureScale } = await import('./scale.mjs');
  const large = await buildStage();
  try {
    for (const line of await measureScale(stage, large)) console.log(line);
  } finally {
    await large.dispose();
  }
  return true;
}

async function published() {
  const { output } = await npm(['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=silent']);
  const [pack] = JSON.parse(output.slice(output.indexOf('[')));
  return { unpacked: pack.unpackedSize, files: pack.entryCount };
}
