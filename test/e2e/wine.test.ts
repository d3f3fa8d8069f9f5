/** Only where Wine is (see vitest.config.ts): `apt-get install wine64`, `node scripts/nodes.mjs windows`. CI has Windows itself. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Wine, windowsNode, windowsPath, windowsProgram } from './harness/wine.ts';
import { createWorld, type World } from './harness/world.ts';

const ROLE = 'arn:aws:iam::000000000012:role/deployer';
const FILE = ['--store', 'file'];

describe('under Wine', { timeout: 180_000 }, () => {
  let world: World;
  let wine: Wine;
  beforeAll(async () => {
    world = await createWorld();
    wine = new Wine(world);
  }, 180_000);
  afterAll(async () => {
    wine.dispose();
    await world.dispose();
  });

  /** A batch file; returns its path as Windows has it. */
  function batch(name: string, lines: readonly string[]): string {
    const folder = join(wine.profile, 'bin');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), ['@echo off', ...lines, ''].join('\r\n'));
    return windowsPath(join(folder, name));
  }

  /** Its own mfa_process: `fetch` does not work under Wine. With `gate` it says that it was asked, and waits. */
  function mfaProcess(gate = false): string {
    const script = join(wine.profile, 'code.cjs');
    const request = `require('http').request('${world.sandbox.url}/_sandbox/code', { method: 'POST',
      headers: { 'x-sandbox-token': '${world.sandbox.controlToken}' } }, (response) => {
        let text = '';
        response.on('data', (data) => (text += data)).on('end', () => console.log(JSON.parse(text).code));
      }).end();`;
    const waiting = `require('fs').writeFileSync('asked', '');
      const timer = setInterval(() => {
        if (!require('fs').existsSync('go')) return;
        clearInterval(timer);
        ${request}
      }, 20);`;
    writeFileSync(script, gate ? waiting : request);
    return `"${windowsNode}" "${windowsPath(script)}"`;
  }

  const code = () => ({ MFA_EXEC_TOKEN_CODE: world.freshCode() });
  const sts = () => world.sandbox.calls.filter(({ service }) => service === 'sts').length;

  test('a cold call and a warm one, with the AWS files of %USERPROFILE%', async () => {
    const cold = await wine.run([...FILE, '--', 'cmd', '/c', 'exit', '37'], code());
    expect(cold).toMatchObject({ status: 37, stdout: '', stderr: '' });
    const kept = readdirSync(join(wine.profile, 'AppData', 'Local', 'mfa-exec'));
    expect(kept).toContainEqual(expect.stringMatching(/^session-[0-9a-f]{32}\.json$/));
    const before = sts();
    const warm = await wine.run([...FILE, '--', 'cmd', '/c', 'set', 'AWS_'], { aws_profile: 'default' });
    expect(warm).toMatchObject({ status: 0, stderr: '' });
    expect(warm.stdout).toMatch(/^AWS_SESSION_TOKEN=/m);
    expect(warm.stdout).toMatch(/^AWS_REGION=eu-central-1\r$/m);
    expect(warm.stdout).not.toMatch(/^aws_profile=/im);
    expect(sts()).toBe(before);
  });

  test('long-term keys go into the Credential Manager and back', async () => {
    const path = join(wine.profile, '.aws', 'credentials');
    const before = readFileSync(path, 'utf8');
    const { accessKeyId, secretAccessKey } = world.sandbox.user.key;
    const imported = await wine.run(['keys', 'import']);
    expect(imported).toMatchObject({ status: 0, stdout: '' });
    expect(imported.stderr).toContain(`kept ${accessKeyId} of profile "default" in the keychain`);
    expect(readFileSync(path, 'utf8')).not.toContain(secretAccessKey);
    expect(await wine.run([...FILE, '--refresh', '--', 'cmd', '/c', 'exit', '5'], code())).toMatchObject({
      status: 5,
      stderr: '',
    });
    expect(await wine.run(['keys', 'export'])).toMatchObject({ status: 0 });
    expect(readFileSync(path, 'utf8').split(/\r?\n/).sort()).toEqual(before.split(/\r?\n/).sort());
  });

  test('a profile that is named by a variable in lower case', async () => {
    const { status, stderr } = await wine.run([...FILE, '--', 'cmd', '/c', 'exit'], { aws_profile: 'nope' });
    expect(status).toBe(125);
    expect(stderr).toContain('there is no profile "nope"');
  });

  test('a status beyond 255 is passed on', async () => {
    const path = batch('status.bat', [
      `"${windowsNode}" "${windowsProgram}" ${FILE.join(' ')} -- cmd /c exit -1073741510`,
      'echo %ERRORLEVEL%',
    ]);
    expect((await wine.command(['cmd', '/c', path])).stdout.trim()).toBe('-1073741510');
  });

  test('a .cmd shim on the PATH gets its arguments', async () => {
    batch('tool.cmd', ['echo %1,%2', 'exit /b 41']);
    const env = { ...code(), WINEPATH: windowsPath(join(wine.profile, 'bin')) };
    const { status, stdout } = await wine.run([...FILE, '--', 'tool', 'a b', 'c&d'], env);
    expect({ status, stdout: stdout.trim() }).toEqual({ status: 41, stdout: '"a b","c&d"' });
  });

  test.each([
    ['no-such-command', /cannot find the command 'no-such-command'\r?\n.*where\.exe no-such-command/],
    ['echo', /cannot find the command 'echo'\r?\n.*mfa-exec -- cmd \/c echo/],
  ])('%s is not found', async (name, says) => {
    const { status, stdout, stderr } = await wine.run([...FILE, '--', name]);
    expect({ status, stdout }).toEqual({ status: 127, stdout: '' });
    expect(stderr).toMatch(says);
  });

  test('a mfa_process that fails with status 1 is told so', async () => {
    const { stderr } = await wine.run(['--store', 'none', '--mfa-process', 'cmd /c exit 1', '--', 'cmd']);
    expect(stderr).toContain('mfa_process "cmd" failed with status 1');
  });

  test('what cmd.exe exports it can undo', async () => {
    const lines = (options: string) => [
      `"${windowsNode}" "${windowsProgram}" export ${options} --format windows-cmd > set.bat`,
      'call set.bat',
      'echo [%AWS_SESSION_TOKEN%]',
    ];
    const path = batch('export.bat', [...lines(FILE.join(' ')), ...lines('--unset')]);
    const [set = '', unset] = (await wine.command(['cmd', '/c', path])).stdout.trim().split(/\r?\n/);
    const tokens = [...world.sandbox.sessions.all()].map(({ sessionToken }) => `[${sessionToken}]`);
    expect(tokens.includes(set)).toBe(true);
    expect(unset).toBe('[]');
  });

  test('the Credential Manager keeps a long session in chunks, and forgets all of it', async () => {
    const store = ['--store', 'keychain'];
    const options = [...store, '--role-arn', ROLE, '--mfa-process', mfaProcess()];
    expect(await wine.run([...options, '--', 'cmd', '/c', 'exit', '3'])).toMatchObject({
      status: 3,
      stderr: '',
    });
    const before = sts();
    expect(await wine.run([...store, '--role-arn', ROLE, '--', 'cmd', '/c', 'exit', '4'])).toMatchObject({
      status: 4,
      stderr: '',
    });
    expect(sts()).toBe(before);
    const script = `require(${JSON.stringify(windowsPath(join(process.cwd(), 'node_modules', 'keytar')))})
      .findCredentials('mfa-exec').then((all) => console.log(JSON.stringify(all.map((one) => one.password.length))));`;
    const sizes = async () => JSON.parse((await wine.command([windowsNode, '-e', script])).stdout);
    expect(Math.max(...(await sizes()))).toBe(2560);
    await wine.run(['logout', '--all', ...store]);
    expect(await sizes()).toEqual([]);
  });

  // Only once the first holds the lock: Wine lets two processes have one pipe, where Windows refuses the second.
  test('six at once ask for one code', async () => {
    await wine.run(['logout', '--all', ...FILE]);
    const before = sts();
    const options = [...FILE, '--mfa-process', mfaProcess(true)];
    const start = (status: number) => wine.run([...options, '--', 'cmd', '/c', 'exit', String(status)]);
    const first = start(31);
    await vi.waitUntil(() => existsSync(join(wine.profile, 'asked')), { timeout: 60_000 });
    const others = [32, 33, 34, 35, 36].map(start);
    writeFileSync(join(wine.profile, 'go'), '');
    const ended = await Promise.all([first, ...others]);
    expect(ended.map(({ status }) => status)).toEqual([31, 32, 33, 34, 35, 36]);
    expect(sts()).toBe(before + 1);
  });

  test('the console is asked, and Ctrl-C there ends mfa-exec', async () => {
    const console = wine.open(['--store', 'none', '--', 'cmd', '/c', 'exit', '9']);
    await console.waitFor('MFA code for yourusername', 60_000);
    console.write(`${world.freshCode()}\r`);
    expect(await console.exit).toMatchObject({ exitCode: 9 });

    const other = wine.open(['--store', 'none', '--', 'cmd', '/c', 'exit', '9']);
    await other.waitFor('MFA code for yourusername', 60_000);
    other.write('\x03');
    expect(await other.exit).toMatchObject({ exitCode: 130 });
  });

  test('nothing is left beside the sessions', () => {
    const folder = join(wine.profile, 'AppData', 'Local', 'mfa-exec');
    const names = existsSync(folder) ? readdirSync(folder) : [];
    const known = (name: string) => ['code', 'keys.json'].includes(name) || name.startsWith('session-');
    expect(names.filter((name) => !known(name))).toEqual([]);
  });
});
