/** `npm run demo`, and the picture of it in the README. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../scripts/lib/npm.mjs';
import { minimalEnv } from './harness/env.ts';
import { needPosix } from './harness/has.ts';
import { runCommand } from './harness/program.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'demo-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('the demo works, and docs/demo.svg shows it; npm run demo -- --picture docs/demo.svg draws it anew', async (context) => {
  needPosix(context, 'the pseudo-console of Windows draws otherwise');
  const picture = join(home, 'demo.svg');
  const args = [join(root, 'scripts', 'demo.mjs'), '--prepared', '--picture', picture];
  const { status, stdout } = await runCommand(process.execPath, args, { env: minimalEnv(home) });
  expect(stdout).toContain('✓ that is the main job');
  expect(stdout).toMatch(/Next, with your own account: .*\n.*docs\/recipes\.md/);
  expect(status).toBe(0);
  const drawn = readFileSync(picture, 'utf8');
  expect(drawn).toBe(readFileSync(join(root, 'docs', 'demo.svg'), 'utf8'));
  expect(drawn).not.toMatch(/\bA[KS]IA|\d{6}(?!\d)(?<!\d{7})/);
});
