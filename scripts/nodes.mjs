// Fetches other versions of Node for the end-to-end tests: node scripts/nodes.mjs 22 24 26
import { installNodes, nodePath, otherMajors } from './lib/nodes.mjs';
import { step } from './lib/step.mjs';

const majors = otherMajors(process.argv.slice(2).join(' '));
if (!(await step('nodes', () => installNodes(majors)))) process.exitCode = 1;
else for (const major of majors) console.log(`${major}\t${nodePath(major)}`);
