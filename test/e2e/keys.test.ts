/** Long-term keys in the keychain: import, use, rotate, give back. */
import { chmodSync, cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeWith } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { lines } from './harness/lines.ts';
import { testRuntimes } from './harness/nodes.ts';
import { createWorld, type World, type WorldOptions } from './harness/world.ts';

const PASSPHRASE = 'correct horse battery staple';

/** Where something below the folder has the text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && readFileSync(path, 'latin1').includes(text));
}

const credentialsOf = (world: World) => join(world.home, '.aws', 'credentials');
const code = (world: World) => ({ MFA_EXEC_TOKEN_CODE: world.freshCode() });
const KEY_ID = ['--', 'printenv', 'AWS_ACCESS_KEY_ID'];

describe.each(testRuntimes())('on $name', ({ path: node }) => {
  /** What holds wherever the keys are kept. */
  function promises(open: () => World) {
    test('import leaves two lines less and no secret anywhere, and the main job works', async () => {
      const world = open();
      const { secretAccessKey, accessKeyId } = world.sandbox.user.key;
      const path = credentialsOf(world);
      const before = readFileSync(path, 'utf8');
      const imported = await world.run(['keys', 'import'], { node });
      expect(imported).toMatchObject({ status: 0, stdout: '' });
      expect(lines(imported.stderr)[0]).toMatch(`kept ${accessKeyId} of profile "default" in`);

      const kept = before
        .split('\n')
        .filter((line) => !/^aws_(access_key_id|secret_access_key) =/.test(line));
      expect(readFileSync(path, 'utf8')).toBe(kept.join('\n'));
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(filesWith(world.home, secretAccessKey)).toEqual([]);

      const first = await world.run([...KEY_ID], { node, env: code(world) });
      expect(first).toMatchObject({ status: 0, stderr: '' });
      expect(world.sandbox.sessions.find(first.stdout.trim())?.principal).toMatchObject({
        kind: 'user',
        mfa: true,
      });
      expect(await world.run(['--', 'true'], { node })).toMatchObject({ status: 0, stderr: '' });

      const list = await world.run(['keys', 'list', '--json'], { node });
      expect(JSON.parse(list.stdout).keys).toMatchObject([
        { profile: 'default', accessKeyId, rotating: false },
      ]);
    });

    test('rotate leaves one key that works, and does not serve the old session', async () => {
      const world = open();
      const { user } = world.sandbox;
      await world.run(['keys', 'import'], { node });
      await world.run(['login'], { node, env: code(world) });
      const former = user.key.accessKeyId;
      const rotated = await world.run(['keys', 'rotate'], { node });
      expect(rotated).toMatchObject({ status: 0, stdout: '' });
      const [key] = user.keys;
      expect(user.keys).toHaveLength(1);
      expect(rotated.stderr).toContain(`has ${key?.accessKeyId} in place of ${former}, which is deleted`);
      expect(await world.run(['--no-prompt', '--', 'true'], { node })).toMatchObject({ status: 125 });
      expect((await world.run(['status'], { node })).stderr).toContain('no cached session');
      expect(await world.run(['--', 'true'], { node, env: code(world) })).toMatchObject({ status: 0 });
      expect(filesWith(world.home, key?.secretAccessKey ?? '')).toEqual([]);
    });

    test('export gives the pair back', async () => {
      const world = open();
      const before = readFileSync(credentialsOf(world), 'utf8');
      await world.run(['keys', 'import'], { node });
      await world.run(['logout', '--all'], { node });
      expect(await world.run(['keys', 'export'], { node })).toMatchObject({ status: 0, stdout: '' });
      expect(readFileSync(credentialsOf(world), 'utf8').split('\n').sort()).toEqual(
        before.split('\n').sort(),
      );
      const list = await world.run(['keys', 'list', '--json'], { node });
      expect(JSON.parse(list.stdout).keys).toMatchObject([{ where: 'plain' }]);
    });
  }

  describe('in an encrypted file', () => {
    let world: World;
    const options: WorldOptions = { env: { MFA_EXEC_PASSPHRASE: PASSPHRASE } };
    beforeEach(async () => {
      world = await createWorld(options);
    });
    afterEach(() => world.dispose());
    promises(() => world);

    test('without the passphrase nothing is taken, with both ways out', async () => {
      const env = { MFA_EXEC_PASSPHRASE: undefined };
      const refused = await world.run(['keys', 'import'], { node, env });
      expect(refused).toMatchObject({ status: 125, stdout: '' });
      expect(lines(refused.stderr)[1]).toMatch(/keychain .*MFA_EXEC_PASSPHRASE/);
      expect(world.sandbox.calls).toEqual([]);
    });
  });

  describeWith(keyringCommands, 'in the keychain', () => {
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
    promises(() => world);

    test('logout leaves keys alone', async () => {
      await world.run(['keys', 'import'], { node });
      await world.run(['login'], { node, env: code(world) });
      await world.run(['logout', '--all'], { node });
      expect(await world.run(['--', 'true'], { node, env: code(world) })).toMatchObject({ status: 0 });
    });

    test('sixteen processes while keys rotate: every one has a session that AWS accepts', async () => {
      await world.run(['keys', 'import'], { node });
      const env = { MFA_EXEC_MFA_PROCESS: world.mfaProcess };
      const crowd = Array.from({ length: 16 }, () =>
        world.run(['--', 'printenv', 'AWS_ACCESS_KEY_ID'], { node, env }),
      );
      const rotation = await world.run(['keys', 'rotate'], { node, env });
      const results = await Promise.all(crowd);
      expect(rotation.status).toBe(0);
      const { sessions, user } = world.sandbox;
      const lives = (id: string) => {
        const session = sessions.find(id);
        return session !== undefined && !sessions.isOver(session);
      };
      expect(results.map(({ status, stdout }) => status === 0 && lives(stdout.trim()))).toEqual(
        results.map(() => true),
      );
      expect(user.keys).toHaveLength(1);
    });
  });
});

describe('bad input', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld({ env: { MFA_EXEC_PASSPHRASE: PASSPHRASE } });
  });
  afterEach(() => world.dispose());

  const add = (pair: object) =>
    world.run(['keys', 'add', '--profile', 'new'], { input: JSON.stringify(pair) });

  test('a pair that AWS refuses is not kept', async () => {
    const { status, stderr } = await add({ AccessKeyId: 'AKIAUNKNOWN', SecretAccessKey: 'unknown' });
    expect(status).toBe(125);
    expect(stderr).toContain('inactive or not known');
    expect((await world.run(['keys', 'list'])).stdout).not.toContain('AKIAUNKNOWN');
  });

  test.each([
    ['an id that is none', { AccessKeyId: 'ABCD', SecretAccessKey: 'x' }, /begins with AKIA/],
    ['temporary keys', { AccessKeyId: 'ASIA1', SecretAccessKey: 'x' }, /temporary/],
    ['a session', { AccessKeyId: 'AKIA1', SecretAccessKey: 'x', SessionToken: 'y' }, /a session/],
    ['half a pair', { AccessKeyId: 'AKIA1' }, /no JSON object with AccessKeyId and SecretAccessKey/],
  ])('%s is said before anything is sent', async (_, pair, message) => {
    const { status, stderr } = await add(pair);
    expect(status).toBe(125);
    expect(stderr).toMatch(message);
    expect(world.sandbox.calls).toEqual([]);
  });

  test('keys of the root user are refused', async () => {
    const root = world.sandbox.directory.addUser({ name: 'root', root: true });
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = root.key;
    const { status, stderr } = await add({ AccessKeyId, SecretAccessKey });
    expect(status).toBe(125);
    expect(stderr).toMatch(/root user.*\n.*delete them/);
  });

  test('a pair of a profile that is in no file is kept, and serves', async () => {
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = world.sandbox.user.key;
    expect(await add({ AccessKeyId, SecretAccessKey })).toMatchObject({ status: 0, stdout: '' });
    const ran = await world.run(['--profile', 'new', '--region', 'eu-central-1', ...KEY_ID], {
      env: code(world),
    });
    expect(ran).toMatchObject({ status: 0 });
  });

  test('a file that others can write is refused, and stays as it is', async () => {
    const path = credentialsOf(world);
    const before = readFileSync(path, 'utf8');
    chmodSync(path, 0o666);
    const { status, stderr } = await world.run(['keys', 'import']);
    expect(status).toBe(125);
    expect(stderr).toContain('can be written by other users');
    expect(stderr).toContain(`chmod go-w ${path}`);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('a copy of the home has the same keys under the same passphrase alone', async () => {
    await world.run(['keys', 'import']);
    const copy = join(world.home, 'copy');
    cpSync(join(world.home, '.local'), join(copy, '.local'), { recursive: true });
    const env = { XDG_DATA_HOME: join(copy, '.local', 'share'), MFA_EXEC_PASSPHRASE: 'another one' };
    const { status, stderr } = await world.run(['--refresh', '--', 'true'], {
      env: { ...env, ...code(world) },
    });
    expect(status).toBe(125);
    expect(stderr).toContain('does not open with this MFA_EXEC_PASSPHRASE');
  });

  test('a refusal of iam:CreateAccessKey names the statement that is missing', async () => {
    await world.run(['keys', 'import']);
    await world.run(['login'], { env: code(world) });
    world.sandbox.setFault({ kind: 'denied', operation: 'CreateAccessKey' });
    const { status, stderr } = await world.run(['keys', 'rotate']);
    expect(status).toBe(125);
    expect(stderr).toContain('iam:CreateAccessKey');
    expect(stderr).toContain('"Action":["iam:ListAccessKeys"');
  });
});
