/** What is to be forgotten is found wherever it was kept. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWorld } from './harness/world.ts';

test.each([
  ['without XDG_RUNTIME_DIR, as cron and ssh have it', {}],
  ['in another cache folder', { XDG_CACHE_HOME: 'cache' }],
])('a session that was kept %s is shown and forgotten', async (_what, names) => {
  const world = await createWorld();
  try {
    const cache = Object.fromEntries(
      Object.entries(names).map(([name, dir]) => [name, join(world.home, dir)]),
    );
    const bare = { ...cache, XDG_RUNTIME_DIR: undefined };
    const code = { MFA_EXEC_TOKEN_CODE: world.freshCode() };
    expect((await world.run(['login'], { env: { ...bare, ...code } })).status).toBe(0);
    const status = await world.run(['status', '--json'], { env: cache });
    expect(JSON.parse(status.stdout).sessions).toHaveLength(1);
    const { status: ended, stderr } = await world.run(['logout', '--all'], { env: cache });
    expect(ended).toBe(0);
    expect(stderr).toMatch(/^mfa-exec: forgot /);
    expect((await world.run(['--no-prompt', '--', 'true'], { env: bare })).status).toBe(125);
  } finally {
    await world.dispose();
  }
});
