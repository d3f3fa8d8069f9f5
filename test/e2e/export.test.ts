/** The session in a person's own shell, and out of it again. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IssuedSession } from '../../fixtures/sandbox/sessions.ts';
import { section } from './harness/aws-home.ts';
import { need, needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const EVAL = 'eval "$(mfa-exec export)"';
const UNSET = 'eval "$(mfa-exec export --unset)"';
const FISH = ['mfa-exec export --format fish | source', 'mfa-exec export --format fish --unset | source'];
const SHELLS: readonly (readonly [words: readonly [string, ...string[]], set: string, unset: string])[] = [
  [['bash', '--noprofile', '--norc', '-c'], EVAL, UNSET],
  [['zsh', '-f', '-c'], EVAL, UNSET],
  [['dash', '-c'], EVAL, UNSET],
  [['fish', '--no-config', '-c'], FISH[0] ?? '', FISH[1] ?? ''],
];

let world: World;
let env: Record<string, string>;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld();
  env = installed(world);
});
afterEach(() => world?.dispose());

function issued(): IssuedSession {
  const session = world.sandbox.sessions.all().at(-1);
  if (session === undefined) throw new Error('STS gave no session');
  return session;
}

const isoTime = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
const variables = (session: IssuedSession) => ({
  AWS_ACCESS_KEY_ID: session.accessKeyId,
  AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
  AWS_SESSION_TOKEN: session.sessionToken,
  AWS_CREDENTIAL_EXPIRATION: isoTime(session.expiresAt),
  AWS_ACCOUNT_ID: '000000000012',
  AWS_REGION: 'eu-central-1',
  AWS_DEFAULT_REGION: 'eu-central-1',
});

/** Lists of the environment that the script printed by `env -0`, each between two marks. */
function environments(stdout: string): Record<string, string>[] {
  const lists = stdout.split('-- mark --\n').slice(1);
  return lists.map((list) => {
    const entries = list.split('\0').filter((entry) => entry.includes('='));
    return Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
  });
}

describe.each(SHELLS)('%s', ([shell, ...args], set, unset) => {
  beforeEach((context) => need(context, shell));

  test('has the variables to the byte, and nothing of them after --unset', async () => {
    await world.warm();
    const show = "echo '-- mark --'; env -0";
    // A shell becomes its last command.
    const script = [show, set, show, unset, show, 'true'].join('\n');
    const { stdout, stderr } = await runCommand(shell, [...args, script], { env });
    expect(stderr).toBe('');
    const [before, during, after] = environments(stdout);
    const { MFA_EXEC_SESSION, ...found } = during ?? {};
    expect(found).toEqual({ ...before, ...variables(issued()) });
    expect(MFA_EXEC_SESSION).toMatch(/^2:default:/);
    expect(after).toEqual(before);
    expect(world.sandbox.calls).toEqual([]);
  });

  test('asks on the terminal, and what runs there later asks nothing', async () => {
    const script = [set, 'mfa-exec --no-prompt -- sh -c \'echo "id $AWS_ACCESS_KEY_ID"\''].join('\n');
    const terminal = world.openCommand(shell, [...args, script], { env });
    await terminal.waitFor('MFA code for yourusername');
    terminal.write(`${world.freshCode()}\r`);
    const line = await terminal.waitFor(/id ASIA\w+/);
    expect(line).toBe(`id ${issued().accessKeyId}`);
    expect(await terminal.exit).toEqual({ exitCode: 0, signal: 0 });
    expect(terminal.text).not.toContain(issued().secretAccessKey);
  });
});

describe('onto a terminal', () => {
  test('nothing secret is printed, and no code is asked for', async () => {
    const terminal = world.open(['export']);
    expect(await terminal.exit).toEqual({ exitCode: 125, signal: 0 });
    expect(terminal.text).toBe(
      'mfa-exec: export would print the secrets to the terminal\nmfa-exec: hint: eval "$(mfa-exec export)"\n',
    );
    expect(world.sandbox.calls).toEqual([]);
  });

  test('--force prints it', async () => {
    await world.warm();
    const terminal = world.open(['export', '--force', '--format', 'json'], { cols: 4000 });
    await terminal.exit;
    expect(JSON.parse(terminal.text).SessionToken).toBe(issued().sessionToken);
  });
});

test('the shell gets what a command gets, and --unset brings back what it had', async (context) => {
  need(context, 'bash');
  const settings = { output: 'text', retry_mode: 'standard', endpoint_url: 'http://127.0.0.1:9' };
  const audit = section('profile audit', { ...settings, source_profile: 'default', region: 'us-west-2' });
  appendFileSync(join(world.home, '.aws', 'config'), audit);
  await world.warm();
  const own = { ...env, AWS_PROFILE: 'audit', AWS_ACCOUNT_ID: '999999999999', AWS_MAX_ATTEMPTS: '7' };
  const command = await world.run(['--', 'env', '-0'], { env: own });
  const show = "echo '-- mark --'; env -0";
  const script = [
    show,
    EVAL,
    show,
    'mfa-exec doctor | grep -aE "profile  |environment"',
    UNSET,
    show,
    'true',
  ].join('\n');
  const { stdout } = await runCommand('bash', ['--noprofile', '--norc', '-c', script], { env: own });
  const [before, during, after] = environments(stdout);
  const [given] = environments(`-- mark --\n${command.stdout}`);
  const names = (list = {}) => Object.keys(list).filter((name) => /^AWS_/.test(name));
  const values = (list: Record<string, string> = {}) =>
    names(list)
      .sort()
      .map((name) => [name, list[name]]);
  expect(values(during)).toEqual(values(given));
  expect(values(during)).toContainEqual(['AWS_DEFAULT_OUTPUT', 'text']);
  expect(after).toEqual(before);
  expect(stdout).toMatch(/✓ profile +"audit", .*region us-west-2/);
  expect(stdout).toMatch(/this shell has a session of profile "audit" until \S+Z, by mfa-exec export/);
  expect(stdout).not.toContain('runs under');
});

test.each(['json', 'process'])('%s is what `aws configure export-credentials` prints', async (format) => {
  await world.warm();
  const { stdout } = await world.run(['export', '--format', format]);
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = issued();
  // Of 2.9.19: the same order and indentation; its time ends in +00:00 rather than Z.
  expect(stdout).toBe(`{
  "Version": 1,
  "AccessKeyId": "${accessKeyId}",
  "SecretAccessKey": "${secretAccessKey}",
  "SessionToken": "${sessionToken}",
  "Expiration": "${isoTime(expiresAt)}",
  "AccountId": "000000000012"
}
`);
});

test('env-no-export is a file for docker run --env-file', async (context) => {
  need(context, 'bash');
  await world.warm();
  const script = 'cat <(mfa-exec export --format env-no-export)';
  const { stdout } = await runCommand('bash', ['-c', script], { env });
  // Docker takes what follows the first equals sign as it is, quotes included.
  const found = Object.fromEntries(stdout.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  expect(found).toMatchObject(variables(issued()));
});
