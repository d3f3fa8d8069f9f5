import { expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { buildRequest } from '../../src/cli/request.ts';
import { execSession } from '../../src/session/exec.ts';
import { World } from '../fakes/world.ts';

const exec = (world: World) =>
  execSession(buildRequest({}, {}), ['make', '-j16', ''], {
    ...world.deps({ PATH: '/bin' }),
    runner: world.runner,
  });

test('the command gets its arguments as they are, and an environment with the session', async () => {
  const world = new World();
  await exec(world);
  expect(world.runner.runs).toMatchObject([
    { command: ['make', '-j16', ''], env: { PATH: '/bin', AWS_ACCESS_KEY_ID: 'ASIA1' } },
  ]);
});

test.each([[{ code: 0 }], [{ code: 255 }], [{ signal: 'SIGKILL' as const }]])(
  'its end is ours: %j',
  async (outcome) => {
    const world = new World();
    world.runner.outcome = outcome;
    expect(await exec(world)).toEqual(outcome);
  },
);

test('a command that is not found keeps the session that was obtained', async () => {
  const world = new World();
  world.runner.outcome = new MfaExecError('COMMAND_NOT_FOUND', 'make: not found');
  await expect(exec(world)).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  expect(world.store.entries.size).toBe(1);
});

test('no session, no command', async () => {
  const world = new World();
  world.prompt.answers = [];
  await expect(exec(world)).rejects.toMatchObject({ code: 'PROMPT_CANCELLED' });
  expect(world.runner.runs).toEqual([]);
});
