/** The soak, a few rounds of it; `npm run soak -- --rounds 500` is the real one. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/npm.mjs';
import { minimalEnv } from './harness/env.ts';
import { need } from './harness/has.ts';
import { keyringCommands } from './harness/keyring.ts';
import { executable, testNodes } from './harness/nodes.ts';
import { runCommand } from './harness/program.ts';

test('a few rounds end clean', async (context) => {
  need(context, ...keyringCommands);
  const nodes = [...testNodes().map(({ version }) => version), ...(executable ? ['executable'] : [])];
  const args = [join(root, 'scripts', 'soak.mjs'), '--rounds', '2', '--seed', '2', '--node', nodes.join(',')];
  const { status, stdout } = await runCommand(process.execPath, args, { env: minimalEnv(root) });
  expect(stdout).toMatch(/^soak: clean: 2 rounds of 6 on Node .*, seed 2, /m);
  expect(status).toBe(0);
});
