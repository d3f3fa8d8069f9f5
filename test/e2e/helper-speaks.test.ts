/** What a helper says on its stderr ("touch your key") reaches the person, whoever captures that of mfa-exec. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld({
    profile: { credential_process: 'sh helper' },
    credentials: () => '',
  });
  const { accessKeyId, secretAccessKey } = world.sandbox.user.key;
  const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
  writeFileSync(join(world.home, 'helper'), `echo touch the first key >&2\necho '${JSON.stringify(keys)}'\n`);
});
afterEach(() => world?.dispose());

const settings = () => ({
  ...installed(world),
  MFA_EXEC_MFA_PROCESS: `echo touch the second key >&2; ${world.mfaProcess}`,
});
const said = (name: string) => readFileSync(join(world.home, name), 'utf8');

test('on the terminal, where stderr is captured', async () => {
  const terminal = world.openCommand('sh', ['-c', 'mfa-exec -- true > out 2> err'], { env: settings() });
  await terminal.waitFor('touch the first key');
  await terminal.waitFor('touch the second key');
  expect(await terminal.exit).toMatchObject({ exitCode: 0 });
  expect([said('out'), said('err')]).toEqual(['', '']);
});

test('on stderr, where that is the terminal: once', async () => {
  const terminal = world.openCommand('sh', ['-c', 'mfa-exec -- true'], { env: settings() });
  expect(await terminal.exit).toMatchObject({ exitCode: 0 });
  expect(terminal.text).toBe('touch the first key\ntouch the second key\n');
});

test('on stderr, where there is no terminal', async () => {
  const { status, stderr } = await world.run(['--', 'true'], { env: settings() });
  expect([status, stderr]).toEqual([0, 'touch the first key\ntouch the second key\n']);
});
