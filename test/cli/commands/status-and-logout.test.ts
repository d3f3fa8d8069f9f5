import { beforeEach, describe, expect, it, test } from 'vitest';
import { main } from '../../../src/main.ts';
import { HOUR, SECRET, TOKEN } from '../../fakes/session.ts';
import { FakeApp } from '../../fakes/world.ts';

let app: FakeApp;

/** Sessions of two users; of the first with a role's, which ends 11 hours before the others. */
beforeEach(async () => {
  app = new FakeApp();
  app.world.prompt.answers = ['123456', '123456'];
  for (const profile of ['admin', 'other']) await main(['--profile', profile, '--', 'x'], app);
  app.world.takeJournal();
});

describe('status', () => {
  test('is a table on stdout', async () => {
    expect(await main(['status'], app)).toEqual({ code: 0 });
    expect(app.err).toBe('');
    expect(app.out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['ACCOUNT/DEVICE', 'PROFILE', 'ROLE'],
      ['000000000012/phone', 'admin', '-'],
      ['000000000012/phone', 'other', '-'],
      ['000000000012/phone', 'admin', 'admin'],
      [''],
    ]);
    expect(app.world.journal).toEqual(['store.list']);
  });

  it.each([
    [true, true],
    [false, false],
  ])('on a terminal (%s) it has colour (%s)', async (terminal, colour) => {
    app.terminal = terminal;
    await main(['status'], app);
    expect(app.out.includes('\u001b[')).toBe(colour);
  });

  test('--json is an object that may grow', async () => {
    await main(['status', '--json'], app);
    const { sessions } = JSON.parse(app.out);
    expect(sessions).toHaveLength(3);
    expect(sessions[0]).toMatchObject({ profile: 'admin', secondsLeft: 43_200, store: 'keychain' });
  });

  test('shows no secret in either form', async () => {
    await main(['status'], app);
    await main(['status', '--json', '-v'], app);
    for (const word of [SECRET, TOKEN]) expect(app.out + app.err).not.toContain(word);
  });

  test('of nothing says so on stderr, and --json prints an empty list', async () => {
    app = new FakeApp();
    await main(['status'], app);
    expect([app.out, app.err]).toEqual(['', 'mfa-exec: no cached session\n']);
    await main(['status', '--json'], app);
    expect(JSON.parse(app.out)).toEqual({ sessions: [] });
  });

  test.each([['status'], ['status', '--json']])(
    '%s %s fails where a store cannot be looked into',
    async (...line) => {
      app.world.store.failing.add('list');
      expect(await main(line, app)).toEqual({ code: 125 });
      expect(app.err).toBe('mfa-exec: the keychain is locked\n');
      expect(app.out).toBe(line.length === 1 ? '' : `${JSON.stringify({ sessions: [] }, null, 2)}\n`);
    },
  );

  test('--store none has none', async () => {
    await main(['status', '--store', 'none'], app);
    expect(app.err).toBe('mfa-exec: no cached session\n');
  });
});

describe('logout', () => {
  test('forgets the user’s sessions, the roles’ included, and says what AWS goes on doing', async () => {
    expect(await main(['logout'], app)).toEqual({ code: 0 });
    expect(app.world.store.entries.size).toBe(1);
    expect([app.out, app.err]).toEqual([
      '',
      'mfa-exec: forgot the session of phone, and that of 1 role made from it\nmfa-exec: AWS keeps accepting copies of them until 2026-01-02T15:04:05Z\n',
    ]);
  });

  test('of a role’s profile forgets the same', async () => {
    await main(['logout', '--profile', 'audit'], app);
    expect(app.err).toContain('forgot the session of phone, and that of 1 role made from it\n');
  });

  test('counts the roles, and names one that stood alone', async () => {
    await main(['--profile', 'audit', '--', 'x'], app);
    await main(['logout', '--profile', 'admin'], app);
    expect(app.err).toContain('forgot the session of phone, and those of 2 roles made from it\n');
    await main(['--profile', 'admin', '--role-duration', '12h', '--token-code', '123456', '--', 'x'], app);
    await main(['logout', '--profile', 'admin'], app);
    expect(app.err).toContain('forgot the session of arn:aws:iam::000000000012:role/admin\n');
  });

  test('of one session speaks of one', async () => {
    await main(['logout', '--profile', 'other'], app);
    expect(app.err).toContain('forgot the session of phone\n');
    expect(app.err).toContain('copies of it until');
  });

  test('--all needs no profile', async () => {
    app.world.awsFiles.load = () => Promise.reject(new TypeError('nobody should look'));
    app.world.store.entries.set('odd', 'garbage');
    expect(await main(['logout', '--all'], app)).toEqual({ code: 0 });
    expect(app.world.store.entries.size).toBe(0);
    expect(app.err).toContain('forgot the 2 sessions of phone, and that of 1 role made from them\n');
    expect(app.err).toContain('forgot 1 cached entry that could not be read\n');
  });

  test('tells of what it cannot read, and how to be rid of it', async () => {
    app.world.store.entries.clear();
    app.world.store.entries.set('odd', 'garbage').set('odder', 'garbage');
    expect(await main(['logout'], app)).toEqual({ code: 0 });
    expect(app.err).toBe(
      'mfa-exec: kept 2 cached entries that cannot be read; to forget them too: mfa-exec logout --all\n',
    );
  });

  test('of nothing, or of what has ended, says so', async () => {
    app.clock.advance(13 * HOUR);
    await main(['logout', '--all'], app);
    expect([app.err, app.world.store.entries.size]).toEqual(['mfa-exec: no cached session to forget\n', 0]);
  });

  test('fails where a store keeps what it has', async () => {
    app.world.store.failing.add('remove');
    expect(await main(['logout', '--all'], app)).toEqual({ code: 125 });
    expect(app.err).toBe('mfa-exec: the keychain is locked\n');
  });

  test('under an outer mfa-exec forgets that one’s user', async () => {
    const env = app.runner.runs.at(-1)?.env ?? {};
    const inner = new FakeApp(env, app.world);
    await main(['logout'], inner);
    expect(inner.err).toContain('forgot the session of phone\n');
    expect(app.world.store.entries.size).toBe(2);
    await main(['logout', '--profile', 'default'], inner);
    expect(app.world.store.entries.size).toBe(0);
  });

  test('of a profile that there is none of forgets nothing', async () => {
    expect(await main(['logout', '--profile', 'missing'], app)).toEqual({ code: 125 });
    expect(app.world.store.entries.size).toBe(3);
  });

  test('--quiet says nothing', async () => {
    await main(['logout', '-q'], app);
    expect([app.out, app.err]).toEqual(['', '']);
  });
});
