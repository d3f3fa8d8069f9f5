/** The main job as a person meets it: the built program, the real `aws`, a real terminal, a real keychain. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeWith, need, needPosix } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { testRuntimes } from './harness/nodes.ts';
import { programLine, runCommand } from './harness/program.ts';
import { awsWords } from './harness/real-aws.ts';
import { createWorld, type World } from './harness/world.ts';

/** Without its last blank, which the pseudo-console of Windows shows by moving the cursor. */
const QUESTION = 'MFA code for yourusername (000000000012), profile default:';

const stsCalls = (world: World) => world.sandbox.calls.filter(({ service }) => service === 'sts');

describe.each(testRuntimes())('on $name', ({ path: node }) => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.dispose());

  test('asks on the terminal, runs the command, and does not ask again', async () => {
    const command = ['--', 'sh', '-c', 'echo "token of ${#AWS_SESSION_TOKEN} bytes"; exit 37'];
    const first = world.open(command, { node });
    await first.waitFor(QUESTION);
    const code = world.freshCode();
    first.write(`${code}\r`);
    await first.waitFor(/token of \d{3,} bytes/);
    expect(await first.exit).toEqual({ exitCode: 37, signal: 0 });
    expect(first.text).not.toContain(code);

    const again = await world.run(command, { node });
    expect(again).toMatchObject({ status: 37, stderr: '' });
    expect(again.stdout).toMatch(/^token of \d{3,} bytes\n$/);
    expect(stsCalls(world).map(({ operation }) => operation)).toEqual(['GetSessionToken']);
  });

  test('leaves stdin, stdout and stderr to the command, also while it asks', async (context) => {
    needPosix(context);
    const script = `echo data | ${programLine(node)} -- cat > out 2> err; echo "status $?"`;
    const shell = world.openCommand('sh', ['-c', script]);
    await shell.waitFor(QUESTION);
    shell.write(`${world.freshCode()}\r`);
    await shell.waitFor('status 0');
    await shell.exit;
    expect(readFileSync(join(world.home, 'out'), 'utf8')).toBe('data\n');
    expect(readFileSync(join(world.home, 'err'), 'utf8')).toBe('');
  });

  test('asks again after a wrong code, three times in all', async () => {
    const wrong = Number(world.sandbox.directory.device().wrongCode());
    const type = (code: number) => terminal.write(`${String(code % 1e6).padStart(6, '0')}\r`);
    const terminal = world.open(['--', 'echo', 'started'], { node });
    for (let attempt = 0; attempt < 3; attempt++) {
      await terminal.waitFor(QUESTION);
      type(wrong + attempt);
      await terminal.waitFor('AWS refused the MFA code');
      if (attempt > 0) continue;
      await terminal.waitFor(QUESTION);
      type(wrong);
      await terminal.waitFor(/you entered that one just now: the next code comes in \d+ s/);
    }
    expect(await terminal.exit).toEqual({ exitCode: 125, signal: 0 });
    expect(terminal.text).not.toContain('started');
    expect(stsCalls(world)).toHaveLength(3);
  });

  test('Ctrl-C at the question ends it by SIGINT, with the terminal as it was', async (context) => {
    needPosix(context);
    const script = `before=$(stty -g); ${programLine(node)} -- echo started; echo "status $?"
      [ "$before" = "$(stty -g)" ] && echo "terminal as before"`;
    const shell = world.openCommand('bash', ['--norc', '-c', `trap : INT; ${script}`]);
    await shell.waitFor(QUESTION);
    shell.write('\x03');
    await shell.waitFor('status 130');
    await shell.waitFor('terminal as before');
    expect(shell.text).not.toMatch(/started|\bat .*:\d+/);
    expect(stsCalls(world)).toEqual([]);
    expect((await world.run(['status', '--json'], { node })).stdout).toBe('{\n  "sessions": []\n}\n');
  });

  test('what comes after -- is a command to run, not one of ours', async () => {
    await world.warm();
    for (const name of ['logout', '--version', '-v']) {
      const { status, stderr } = await world.run(['--', name, 'x'], { node });
      expect(status).toBe(127);
      expect(stderr).toContain(`cannot find the command '${name}'`);
    }
    expect((await world.run(['status', '--json'], { node })).stdout).toContain('000000000012');
  });

  test('the command gets the session and the caller keeps its environment', async () => {
    await world.warm();
    const script = `${programLine(node)} -- true; env`;
    const { stdout } = await runCommand('sh', ['-c', script], { env: world.env });
    expect(stdout).not.toMatch(/AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)=/);
  });

  test('says each step with --verbose, and no secret', async () => {
    const args = ['-v', '--mfa-process', world.mfaProcess, '--', 'true'];
    const cold = await world.run(args, { node });
    expect(cold.stderr).toContain('mfa-exec: new session until');
    const warm = await world.run(args, { node });
    expect(warm.stderr).toContain('mfa-exec: cached session until');
    for (const output of [cold, warm]) world.secrets.expectNone(output.stdout + output.stderr);
    expect(world.processCodes()).toHaveLength(1);
  });

  test('login, status and logout say what they did', async () => {
    const login = await world.run(['login', '--mfa-process', world.mfaProcess], { node });
    expect(login).toMatchObject({ status: 0, stdout: '' });
    expect(login.stderr).toMatch(/^mfa-exec: session good for (12h|11h 59m)\n$/);

    const { stdout } = await world.run(['status'], { node });
    const row =
      /^000000000012\/yourusername {2}default {2}- +\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}1\dh.* file +http:\S+$/;
    expect(stdout.split('\n')[1]).toMatch(row);
    world.secrets.expectNone(stdout);

    const logout = await world.run(['logout'], { node });
    expect(logout.stderr).toMatch(
      /^mfa-exec: forgot the session of yourusername\nmfa-exec: AWS keeps accepting copies of it until /,
    );
    expect((await world.run(['status'], { node })).stderr).toBe('mfa-exec: no cached session\n');
  });
});

describe('the real aws', () => {
  let world: World;
  beforeEach(async (context) => {
    need(context, 'aws');
    world = await createWorld();
  });
  afterEach(() => world?.dispose());

  test('is refused without MFA, and allowed through mfa-exec', async () => {
    const [file, ...options] = awsWords(world.env, world.sandbox.url);
    const args = [...options, 'eks', 'list-clusters'];
    const refused = await runCommand(file, args, { env: world.env });
    expect(refused.stderr).toContain(
      'An error occurred (AccessDeniedException) when calling the ListClusters operation: User: ' +
        'arn:aws:iam::000000000012:user/yourusername is not authorized to perform: eks:ListClusters on resource: ' +
        'arn:aws:eks:eu-central-1:000000000012:cluster/* with an explicit deny',
    );

    const allowed = await world.run(['--mfa-process', world.mfaProcess, '--', file, ...args]);
    expect(allowed).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(allowed.stdout)).toEqual({ clusters: ['my-cluster-name-here'] });
  });
});

describeWith([...keyringCommands, 'grep'], 'with a real keychain', () => {
  let keyring: Keyring;
  let world: World;
  beforeEach(async () => {
    keyring = await startKeyring();
    world = await createWorld({ keyring });
  });
  afterEach(async () => {
    await world.dispose();
    await keyring.dispose();
  });

  test.each(testRuntimes())(
    'a warm call on $name is silent and asks nobody but the keychain',
    async ({ path: node }) => {
      await world.warm();
      const { status, stdout, stderr } = await world.run(['--', 'printenv', 'AWS_SESSION_TOKEN'], { node });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(world.sandbox.calls).toEqual([]);

      const token = stdout.trim();
      expect(await keyring.secretTool('search', '--all', 'service', 'mfa-exec')).toContain(token);
      for (const folder of [world.home, world.runtimeDir, keyring.folder]) {
        const found = await runCommand('grep', ['-rlF', '-e', token, folder], { env: world.env });
        expect(found).toMatchObject({ status: 1, stdout: '' });
      }
    },
  );
});
