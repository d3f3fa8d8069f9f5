import { expect, test } from 'vitest';
import { main } from '../../../src/main.ts';
import { FakeApp } from '../../fakes/world.ts';

async function run(argv: string[], env = {}) {
  const app = new FakeApp({ AWS_REGION: 'eu-west-1', ...env });
  const exit = await main(['doctor', ...argv], app);
  return { exit, out: app.out, err: app.err, journal: app.world.journal };
}

test('all is well: status 0, and nothing was asked for or stored', async () => {
  const { exit, out, err, journal } = await run([]);
  expect({ exit, err }).toEqual({ exit: { code: 0 }, err: '' });
  expect(out).toMatch(/\nall is well\n$/);
  expect(journal.filter((line) => /ask|getSessionToken|write/i.test(line))).toEqual([]);
});

test('something is wrong: status 1', async () => {
  const { exit, out } = await run(['--profile', 'nobody']);
  expect(exit).toEqual({ code: 1 });
  expect(out).toMatch(/^✗ profile .*"nobody"/m);
});

test('a warning: status 0', async () => {
  const { exit, out } = await run(['--quiet'], { MFA_EXEC_REFRESH: '1' });
  expect(exit).toEqual({ code: 0 });
  expect(out).toMatch(/^! environment .*\n +fix: unset MFA_EXEC_REFRESH\n$/);
});

test('--json is JSON', async () => {
  const { out } = await run(['--json', '--store', 'none']);
  expect(JSON.parse(out)).toMatchObject({ ok: true, version: '1.2.3' });
  expect(out).toContain('"check": "store"');
});
