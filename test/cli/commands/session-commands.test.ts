import { beforeEach, describe, expect, it, test } from 'vitest';
import { main } from '../../../src/main.ts';
import { inheritedSession } from '../../../src/session/marker.ts';
import { HOUR, SECRET, TOKEN } from '../../fakes/session.ts';
import { FakeApp } from '../../fakes/world.ts';

let app: FakeApp;
beforeEach(() => {
  app = new FakeApp();
});

describe('login', () => {
  test('gets a session, runs nothing and says how long it is good for', async () => {
    expect(await main(['login'], app)).toEqual({ code: 0 });
    expect([app.out, app.err]).toEqual(['', 'mfa-exec: session good for 12h\n']);
    expect(app.world.store.entries.size).toBe(1);
    expect(app.runner.runs).toEqual([]);
  });

  test('again says what is left, and asks nobody', async () => {
    await main(['login', '-q'], app);
    app.clock.advance(HOUR + 1000);
    app.world.takeJournal();
    await main(['login'], app);
    expect(app.err).toBe('mfa-exec: session good for 10h 59m\n');
    expect(app.world.journal).toEqual(['files', 'store.read']);
  });

  test('--quiet says nothing', async () => {
    await main(['login', '--quiet'], app);
    expect([app.out, app.err]).toEqual(['', '']);
  });

  test('with no store spends no code', async () => {
    expect(await main(['login', '--store', 'none'], app)).toEqual({ code: 125 });
    expect(app.world.journal).toEqual([]);
  });
});

describe('the main job', () => {
  test('tells nothing with a warm cache, and --verbose tells no secret', async () => {
    await main(['-v', '--', 'x'], app);
    expect(app.err).toContain('mfa-exec: ');
    const cold = app.err;
    app.err = '';
    await main(['--', 'x'], app);
    expect([app.out, app.err]).toEqual(['', '']);
    await main(['-v', '--profile', 'chained', '--', 'x'], app);
    for (const word of [SECRET, TOKEN, '123456']) expect(cold + app.err).not.toContain(word);
  });

  test('without a store keeps nothing', async () => {
    await main(['--store', 'none', '--', 'x'], app);
    expect(app.world.journal.filter((call) => call.startsWith('store.'))).toEqual([]);
    expect(app.runner.runs).toHaveLength(1);
  });

  test('the code in the environment is not handed on', async () => {
    app = new FakeApp({
      MFA_EXEC_TOKEN_CODE: '123456',
      MFA_EXEC_PASSPHRASE: SECRET,
      MFA_EXEC_PROFILE: 'other',
    });
    await main(['--', 'x'], app);
    expect(Object.keys(app.runner.runs[0]?.env ?? {}).filter((name) => name.startsWith('MFA_EXEC_'))).toEqual(
      ['MFA_EXEC_PROFILE', 'MFA_EXEC_SEALED', 'MFA_EXEC_SESSION'],
    );
    expect(app.world.prompt.questions).toEqual([]);
  });
});

describe('export', () => {
  it.each([
    ['env', /^export AWS_ACCESS_KEY_ID='ASIA1'\n(export \w+='.*'\n){5}$/],
    ['env-no-export', /^AWS_ACCESS_KEY_ID=ASIA1\n(\w+=.*\n){5}$/],
    ['fish', /^set -gx AWS_ACCESS_KEY_ID 'ASIA1';\n/],
    ['powershell', /^\$Env:AWS_ACCESS_KEY_ID = 'ASIA1'\n/],
    ['windows-cmd', /^set "AWS_ACCESS_KEY_ID=ASIA1"\n/],
    ['json', /"AccessKeyId": "ASIA1"/],
    ['process', /"Version": 1,\n/],
  ])('--format %s prints the session on stdout and nothing on stderr', async (format, text) => {
    expect(await main(['export', '--format', format], app)).toEqual({ code: 0 });
    expect(app.out).toMatch(text);
    expect(app.err).toBe('');
  });

  it.each([
    ['env', 'unset AWS_PROFILE\n'],
    ['fish', 'set -e AWS_PROFILE; or true;\n'],
    ['powershell', 'Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue\n'],
    ['windows-cmd', 'set "AWS_PROFILE="\n'],
  ])('--format %s takes AWS_PROFILE out of the shell, as of a command', async (format, line) => {
    app = new FakeApp({ AWS_PROFILE: 'other' });
    await main(['export', '--quiet', '--format', format], app);
    expect(app.err).toBe('');
    expect(app.out).toMatch(new RegExp(`\n${line.replace(/["]/g, '.')}$`));
  });

  it.each(['env-no-export', 'json', 'process'])('--format %s is not for this shell', async (format) => {
    app = new FakeApp({ AWS_PROFILE: 'other' });
    await main(['export', '--format', format], app);
    expect(app.err).toBe('');
    expect(app.out).not.toMatch(/^(unset )?AWS_PROFILE/m);
  });

  test('what it prints is a session that a later call passes on', async () => {
    await main(['export', '--format', 'env-no-export'], app);
    const env = Object.fromEntries(
      app.out
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
    expect(inheritedSession(env)?.session.accessKeyId).toBe('ASIA1');
    const nested = new FakeApp({ ...env, PATH: '/bin' });
    await main(['--', 'x'], nested);
    expect(nested.world.journal).toEqual(['run']);
    expect(nested.runner.runs[0]?.env).toEqual({ ...env, PATH: '/bin' });
  });

  it.each([
    ['env', 'eval "$(mfa-exec export)"'],
    ['fish', 'mfa-exec export --format fish | source'],
    ['powershell', 'Invoke-Expression'],
    ['windows-cmd', 'do @%i'],
    ['json', 'mfa-exec export --format json --force'],
  ])('--format %s onto a terminal is refused before a code is asked for', async (format, hint) => {
    app.terminal = true;
    expect(await main(['export', '--format', format], app)).toEqual({ code: 125 });
    expect([app.out, app.world.journal]).toEqual(['', []]);
    expect(app.err).toContain(`hint: `);
    expect(app.err).toContain(hint);
  });

  test('--force prints onto a terminal', async () => {
    app.terminal = true;
    await main(['export', '--force'], app);
    expect(app.out).toContain('export AWS_ACCESS_KEY_ID=');
  });

  it.each(['env', 'env-no-export', 'fish', 'powershell', 'windows-cmd'])(
    '--unset --format %s needs no session, and a terminal may see it',
    async (format) => {
      app.terminal = true;
      expect(await main(['export', '--unset', '--format', format], app)).toEqual({ code: 0 });
      expect(app.out.split('\n')).toHaveLength(6);
      expect(app.world.journal).toEqual([]);
    },
  );

  it.each(['json', 'process'])('--unset --format %s is refused', async (format) => {
    expect(await main(['export', '--unset', '--format', format], app)).toEqual({ code: 125 });
    expect(app.err).toContain('eval "$(mfa-exec export --unset)"');
  });
});
