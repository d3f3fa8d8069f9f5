/** A helper that asks mfa-exec for the very session that waits for it must hear so, not wait for itself. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { programPath } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const SAID = 'the credential_process or mfa_process of a session asks for that session itself';
const nested = (...args: string[]) =>
  [process.execPath, programPath, ...args].map((word) => `"${word}"`).join(' ');

test('an mfa_process', async () => {
  const args = ['--mfa-process', nested('--', 'echo', '123456'), '--', 'true'];
  const { status, stderr, ms } = await world.run(args);
  expect([status, stderr]).toEqual([125, expect.stringContaining(SAID)]);
  expect(ms).toBeLessThan(20_000);
});

test('a credential_process', async () => {
  const command = nested('export', '--format', 'process', '--profile', 'loop');
  writeFileSync(join(world.home, '.aws', 'config'), section('profile loop', { credential_process: command }));
  const { status, stderr } = await world.run(['--profile', 'loop', '--', 'true']);
  expect([status, stderr]).toEqual([125, expect.stringContaining(SAID)]);
  expect(stderr.split(SAID)).toHaveLength(2);
});
