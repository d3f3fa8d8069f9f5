import { expect, it, test } from 'vitest';
import { userShell } from '../../../src/cli/commands/shell.ts';
import { main } from '../../../src/main.ts';
import { FakeApp } from '../../fakes/world.ts';

test('runs the shell with the session, and says so once', async () => {
  const app = new FakeApp({ SHELL: '/bin/zsh' });
  await main(['shell', '--profile', 'other'], app);
  expect(app.runner.runs).toMatchObject([{ command: ['/bin/zsh'] }]);
  expect(app.err).toBe(
    'mfa-exec: /bin/zsh with the session of profile "other", good for 12h; "exit" leaves it\n',
  );
});

test('warns inside another one, whose identity it keeps', async () => {
  const app = new FakeApp({ SHELL: '/bin/bash' });
  await main(['shell', '-q', '--profile', 'other'], app);
  expect(app.err).toBe('');
  const inner = new FakeApp(app.runner.runs[0]?.env, app.world);
  await main(['shell', '-q'], inner);
  expect(inner.err).toBe(
    'mfa-exec: this is already inside mfa-exec of profile "other": "exit" leads back there\n',
  );
  expect(app.runner.runs[1]?.env).toEqual(app.runner.runs[0]?.env);
});

test('takes no command', async () => {
  const app = new FakeApp({ SHELL: '/bin/bash' });
  expect(await main(['shell', '--profile', 'other', '--', 'ls', '-l'], app)).toEqual({ code: 125 });
  expect(app.err).toContain("'shell' runs no command");
  expect(app.err).toContain('hint: mfa-exec --profile other -- ls');
  expect(app.runner.runs).toEqual([]);
});

it.each([
  [{ SHELL: '/bin/fish' }, 'linux', '/bin/fish'],
  [{ SHELL: '' }, 'linux', '/bin/sh'],
  [{}, 'darwin', '/bin/sh'],
  [{ COMSPEC: 'C:\\cmd.exe', SHELL: '/bin/bash' }, 'win32', 'C:\\cmd.exe'],
  [{}, 'win32', 'cmd.exe'],
] as const)('with %o on %s it is %s', (env, platform, expected) => {
  expect(userShell(env, platform)).toBe(expected);
});
