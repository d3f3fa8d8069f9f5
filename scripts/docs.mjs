// `npm run docs`: writes what is made from the definitions of the options: mfa-exec.1 and the table in README.md.
// Both are committed, and a test holds them to the sources.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDefinitions } from './lib/definitions.mjs';
import { manPage } from './lib/man-page.mjs';
import { root } from './lib/npm.mjs';
import { optionsTable, withOptionsTable } from './lib/options-table.mjs';

const definitions = await loadDefinitions();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
writeFileSync(join(root, 'mfa-exec.1'), manPage(definitions, version));
const readme = join(root, 'README.md');
writeFileSync(readme, withOptionsTable(readFileSync(readme, 'utf8'), optionsTable(definitions)));
