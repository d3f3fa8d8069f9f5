// Fetches other versions of Node for the end-to-end tests: node scripts/nodes.mjs 22 24 26 windows
import { installNodes, installWindowsNode, nodePath, otherMajors, windowsNodePath } from './lib/nodes.mjs';
import { step } from './lib/step.mjs';

const majors = otherMajors(process.argv.slice(2).join(' '));
const paths = majors.map((major) => [major, nodePath(major)]);
let ok = await step('nodes', () => installNodes(majors));
if (process.argv.includes('windows')) {
  ok = (await step('node for windows', installWindowsNode)) && ok;
  paths.push(['windows', windowsNodePath]);
}
if (!ok) process.exitCode = 1;
else for (const [name, path] of paths) console.log(`${name}\t${path}`);
