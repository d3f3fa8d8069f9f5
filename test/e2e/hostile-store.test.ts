/** What a store holds, and who may be handed it: a passphrase outside, entries that others could see, values that bite. */
import { chmodSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
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
    const PATH = `${autoWithoutKeyctl(world)['PATH']}:${own['PATH']}`;
    const env = { ...own, PATH, MFA_EXEC_STORE: store, MFA_EXEC_MFA_PROCESS: world.mfaProcess };
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
      const env = { ...autoWithoutKeyctl(world), MFA_EXEC_STORE: store, ...code };
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
