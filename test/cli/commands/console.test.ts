import { beforeEach, describe, expect, it, test } from 'vitest';
import { main } from '../../../src/main.ts';
import { FakeApp } from '../../fakes/world.ts';

let app: FakeApp;
beforeEach(() => {
  app = new FakeApp();
});

const FEDERATION = 'https://signin.aws.amazon.com/federation';

test('prints the link to a terminal', async () => {
  app.terminal = true;
  expect(await main(['console', '--profile', 'admin'], app)).toEqual({ code: 0 });
  expect(app.signins).toEqual([[expect.stringContaining('ASIA'), FEDERATION, undefined]]);
  const { searchParams } = new URL(app.out);
  expect(searchParams.get('SigninToken')).toBe('signin+token');
  expect(searchParams.get('Destination')).toBe(
    'https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1',
  );
});

test('prints it to no pipe, unless told to', async () => {
  expect(await main(['console', '--profile', 'admin'], app)).toEqual({ code: 125 });
  expect(app.err).toContain('hint: mfa-exec console --profile admin --print');
  expect([app.out, app.world.journal, app.signins]).toEqual(['', [], []]);
  expect(await main(['console', '--profile', 'admin', '--print'], app)).toEqual({ code: 0 });
  expect(app.out).toContain(`${FEDERATION}?Action=login`);
});

test('--open shows the link to the browser alone', async () => {
  expect(await main(['console', '--profile', 'admin', '--open', '--destination', '/s3'], app)).toEqual({
    code: 0,
  });
  expect(app.opened).toEqual([expect.stringContaining('SigninToken=signin')]);
  expect(app.out + app.err).not.toContain('signin+token');
  expect(app.out + app.err).not.toContain('SigninToken');
});

describe('is refused before a code is asked for', () => {
  it.each([
    ['a user without a role', ['--print'], /^mfa-exec: this is a user without a role.*\n.*--role-arn/],
    ['another user', ['--print', '--profile', 'other'], /console --profile other --role-arn/],
    ['both ways at once', ['--print', '--open'], /one of --open and --print/],
    [
      'another site',
      ['--print', '--profile', 'admin', '--destination', 'https://evil.example'],
      /no page of the AWS/,
    ],
    ['a day', ['--print', '--profile', 'admin', '--duration', '24h'], /12h/],
    ['nonsense', ['--print', '--profile', 'admin', '--duration', 'long'], /long/],
    ['a command', ['--print', '--', 'x'], /'console' runs no command/],
  ])('%s', async (_name, options, expected) => {
    expect(await main(['console', ...options], app)).toEqual({ code: 125 });
    expect(app.err).toMatch(expected);
    expect(app.world.journal.filter((call) => call !== 'files')).toEqual([]);
  });
});

describe('--duration', () => {
  test('of more than an hour is asked of AWS for a role of long-term keys', async () => {
    await main(['console', '--profile', 'admin', '--print', '--duration', '4h'], app);
    expect(app.signins).toEqual([[expect.any(String), FEDERATION, 14_400]]);
  });

  test('is not sent for a chain', async () => {
    await main(['console', '--profile', 'chained', '--print', '--duration', '4h'], app);
    expect(app.signins).toEqual([[expect.any(String), FEDERATION, undefined]]);
    expect(app.err).toContain('the console stays signed in for 1h');
  });
});

test('under an outer mfa-exec it signs in as that one', async () => {
  await main(['--profile', 'admin', '--', 'x'], app);
  const [run] = app.runner.runs;
  const inner = new FakeApp(run?.env, app.world);
  app.world.takeJournal();
  await main(['console', '--print'], inner);
  expect(inner.signins).toEqual([[run?.env['AWS_ACCESS_KEY_ID'], FEDERATION, undefined]]);
  expect(inner.out).toContain('eu-west-1');
  expect(app.world.journal).toEqual(['files']);
});
