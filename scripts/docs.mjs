// `npm run docs`: writes what is made from the definitions of the options: mfa-exec.1 and the tables in
// docs/reference.md. Both are committed, and a test holds them to the sources.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDefinitions } from './lib/definitions.mjs';
import { manPage } from './lib/man-page.mjs';
import { root } from './lib/npm.mjs';
import { withTables } from './lib/tables.mjs';

const definitions = await loadDefinitions();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
writeFileSync(join(root, 'mfa-exec.1'), manPage(definitions, version));
const reference = join(root, 'docs', 'reference.md');
writeFileSync(reference, withTables(readFileSync(reference, 'utf8'), definitions));
