/** What a store holds, and who may be handed it: a passphrase outside, entries that others could see, values that bite. */
import { chmodSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { withEnv } from './harness/env.ts';
import { needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { autoWithoutKeyctl } from './harness/no-keyctl.ts';
import { testNodes } from './harness/nodes.ts';
import { runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const PASSPHRASE = 'battery staple horse';

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld({
    config: () =>
      section('profile deploy', {
        role_arn: 'arn:aws:iam::000000000012:role/deployer',
        source_profile: 'default',
      }) + section('profile other', { mfa_serial: 'arn:aws:iam::000000000012:mfa/other' }),
    credentials: ({ user, directory }) => {
      const other = directory.addUser({ name: 'other' });
      return [user, other]
        .map(({ key }, at) =>
          section(at === 0 ? 'default' : 'other', {
            aws_access_key_id: key.accessKeyId,
            aws_secret_access_key: key.secretAccessKey,
          }),
        )
        .join('');
    },
  });
  world.secrets.add('the passphrase', PASSPHRASE);
});
afterEach(() => world?.dispose());

const folder = () => join(world.runtimeDir, 'mfa-exec');
const files = () =>
  readdirSync(folder())
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder(), name));
const inClear = () => files().filter((file) => readFileSync(file, 'utf8').includes('secretAccessKey'));

describe.each(testNodes())('a passphrase outside, on Node $version', ({ path: node }) => {
  const sealed = (): Record<string, string> => ({ ...installed(world), MFA_EXEC_PASSPHRASE: PASSPHRASE });

  test.each(['file', 'auto'])('a nested call leaves no other session in clear (%s)', async (store) => {
    const code = world.sandbox.freshCode('arn:aws:iam::000000000012:mfa/other');
    const nested = `mfa-exec --profile other --token-code ${code} -- echo ran`;
    const own = sealed();
    const env = {
      ...own,
      ...autoWithoutKeyctl,
      MFA_EXEC_STORE: store,
      MFA_EXEC_MFA_PROCESS: world.mfaProcess,
    };
    const { stdout, stderr } = await world.run(['--', 'sh', '-c', nested], { node, env });
    expect(stdout).toBe('ran\n');
    expect(inClear()).toEqual([]);
    if (store === 'file') {
      expect(stderr).toBe(
        'mfa-exec: the session could not be cached: the outer mfa-exec encrypts what it keeps in files, and its passphrase is not handed on\n',
      );
    }
  });

  test('a nested role is assumed with the session that is there, without a word', async () => {
    const env = { ...sealed(), MFA_EXEC_MFA_PROCESS: world.mfaProcess };
    const nested = 'mfa-exec --profile deploy --no-prompt -- printenv MFA_EXEC_SEALED AWS_ACCESS_KEY_ID';
    const { status, stdout, stderr } = await world.run(['--', 'sh', '-c', nested], { node, env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^1\nASIA\w+\n$/);
    expect(inClear()).toEqual([]);
  });
});

describe('an encrypted entry', () => {
  beforeEach(async () => {
    const env = { MFA_EXEC_PASSPHRASE: PASSPHRASE, MFA_EXEC_TOKEN_CODE: world.freshCode() };
    expect((await world.run(['login'], { env })).status).toBe(0);
  });

  test.each([
    ['that others may read', (file: string) => chmodSync(file, 0o640)],
    ['that was cut short', (file: string) => truncateSync(file, 150)],
  ])('%s is not replaced in clear', async (_what, spoil) => {
    const [file = ''] = files();
    spoil(file);
    const before = readFileSync(file, 'utf8');
    for (const store of ['auto', 'file']) {
      const code = { MFA_EXEC_TOKEN_CODE: world.freshCode() };
      const env = { ...autoWithoutKeyctl, MFA_EXEC_STORE: store, ...code };
      await world.run(['--', 'true'], { env });
      expect(readFileSync(file, 'utf8')).toBe(before);
    }
  });

  test('and a passphrase that does not open it are said without -v', async () => {
    const env = { MFA_EXEC_PASSPHRASE: 'another one', MFA_EXEC_TOKEN_CODE: world.freshCode() };
    const { status, stderr } = await world.run(['--', 'true'], { env });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^mfa-exec: .* does not open with this MFA_EXEC_PASSPHRASE: ignored\n$/);
  });
});

test('an entry in clear that cannot be encrypted now is told of', async () => {
  await world.warm();
  const env = { ...installed(world), MFA_EXEC_PASSPHRASE: PASSPHRASE };
  const full = 'ulimit -f 0; exec mfa-exec -- echo ran';
  const { stdout, stderr } = await runCommand('sh', ['-c', full], { env: withEnv(world.env, env) });
  expect(stdout).toBe('ran\n');
  expect(stderr).toMatch(/^mfa-exec: \S+ is still in clear: cannot write to \S+ \(EFBIG\).*\n$/);
});

describe('what a store holds', () => {
  const EVIL = [
    'x\nMFA_EXEC_PROFILE=evil',
    'x" & calc & rem "',
    "x'; touch pwn; '",
    'x $(touch pwn)',
    'x`touch pwn`',
  ];

  test.each(EVIL)('is not exported where AWS would not hand it out: %j', async (value) => {
    await world.warm();
    const [file = ''] = files();
    const entry = JSON.parse(readFileSync(file, 'utf8'));
    const session = JSON.parse(entry.value);
    writeFileSync(
      file,
      JSON.stringify({ ...entry, value: JSON.stringify({ ...session, sessionToken: value }) }),
    );
    for (const format of ['env', 'env-no-export', 'windows-cmd', 'powershell', 'fish', 'json']) {
      const { stdout } = await world.run(['export', '--no-prompt', '--format', format]);
      expect(stdout).toBe('');
    }
  });
});

test('a profile in the environment runs nothing in eval "$(mfa-exec export --format env-no-export)"', async () => {
  const profile = 'x $(touch pwn)';
  const script = 'eval "$(mfa-exec export --format env-no-export)"; mfa-exec export --format env-no-export';
  const setup = `mfa-exec login --profile '${profile}'; ${script}`;
  const config = join(world.home, '.aws', 'credentials');
  writeFileSync(config, readFileSync(config, 'utf8').replace('[default]', `[${profile}]`), { mode: 0o600 });
  const env = { ...installed(world), MFA_EXEC_PROFILE: profile, MFA_EXEC_TOKEN_CODE: world.freshCode() };
  await runCommand('sh', ['-c', setup], { env: withEnv(world.env, env), cwd: world.home });
  expect(readdirSync(world.home)).not.toContain('pwn');
});

test('user and password of an endpoint are shown nowhere', async () => {
  const { host } = new URL(world.sandbox.url);
  const env = {
    AWS_ENDPOINT_URL: `http://me:hunter2@${host}/?key=hunter2`,
    MFA_EXEC_TOKEN_CODE: world.freshCode(),
  };
  for (const args of [
    ['-v', '--', 'true'],
    ['status'],
    ['status', '--json'],
    ['doctor', '-v'],
    ['logout', '-v'],
  ]) {
    const { stdout, stderr } = await world.run(args, { env });
    expect(stdout + stderr).not.toContain('hunter2');
  }
});

test('--json writes what a terminal would act on as escapes, and reads back the same', async () => {
  await world.warm();
  const [file = ''] = files();
  const entry = JSON.parse(readFileSync(file, 'utf8'));
  const session = JSON.parse(entry.value);
  const profile = 'a\u001b[2Jb\u202ec\u009bd\u{e0001}e';
  writeFileSync(
    file,
    JSON.stringify({ ...entry, value: JSON.stringify({ ...session, label: { profile } }) }),
  );
  const { stdout } = await world.run(['status', '--json']);
  expect(stdout).toMatch(/^[\n -~]*$/);
  expect(JSON.parse(stdout).sessions[0].profile).toBe(profile);
});
