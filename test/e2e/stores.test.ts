/** Where sessions are kept, through the built program: encrypted, in the kernel, damaged, expired, open to others. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { describeWith } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { newestNode, testNodes } from './harness/nodes.ts';
import { runCommand } from './harness/program.ts';
import { litter, sessionFiles, storeFolder, stsOperations } from './harness/traces.ts';
import { createWorld, type World } from './harness/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const ask = (env: Record<string, string> = {}, node = process.execPath) =>
  world.run(['--mfa-process', world.mfaProcess, '--', 'printenv', 'AWS_ACCESS_KEY_ID'], { env, node });
const warmOnly = (env: Record<string, string> = {}, node = process.execPath) =>
  world.run(['--no-prompt', '--', 'printenv', 'AWS_ACCESS_KEY_ID'], { env, node });

function theFile(): string {
  const [name, ...others] = sessionFiles(world);
  expect(others).toEqual([]);
  return join(storeFolder(world), name ?? 'none');
}

/** What the session is kept under in every store: the file store writes it down. */
async function cacheKey(): Promise<string> {
  await ask();
  return JSON.parse(readFileSync(theFile(), 'utf8')).key;
}

describe('an encrypted file', () => {
  const MFA_EXEC_PASSPHRASE = 'correct horse battery staple';

  test('is written by one Node and read by another, and shows nothing', async () => {
    world.secrets.add('the passphrase', MFA_EXEC_PASSPHRASE);
    const first = await ask({ MFA_EXEC_PASSPHRASE });
    expect(first).toMatchObject({ status: 0, stderr: '' });
    const text = readFileSync(theFile(), 'utf8');
    world.secrets.expectNone(text, 'the file');
    expect(text).not.toContain(first.stdout.trim());
    for (const { path } of testNodes()) {
      expect(await warmOnly({ MFA_EXEC_PASSPHRASE }, path)).toMatchObject({
        status: 0,
        stdout: first.stdout,
        stderr: '',
      });
    }
    expect(stsOperations(world)).toHaveLength(1);
  });

  test('is not replaced in clear where the passphrase is missing', async () => {
    await ask({ MFA_EXEC_PASSPHRASE });
    const sealed = readFileSync(theFile(), 'utf8');
    const { status, stderr } = await ask();
    expect(status).toBe(125);
    expect(stderr).toMatch(
      /^mfa-exec: .* is encrypted, and MFA_EXEC_PASSPHRASE is not set\nmfa-exec: hint: .*\n$/,
    );
    expect(readFileSync(theFile(), 'utf8')).toBe(sealed);
  });

  test('does not open with another passphrase, and is replaced then', async () => {
    await ask({ MFA_EXEC_PASSPHRASE });
    const { status, stderr } = await warmOnly({ MFA_EXEC_PASSPHRASE: 'another' });
    expect(status).toBe(125);
    expect(stderr).toContain('--no-prompt');
    expect((await ask({ MFA_EXEC_PASSPHRASE: 'another' })).status).toBe(0);
    const [good, former] = await Promise.all([
      warmOnly({ MFA_EXEC_PASSPHRASE: 'another' }),
      warmOnly({ MFA_EXEC_PASSPHRASE }),
    ]);
    expect([good.status, former.status]).toEqual([0, 125]);
  });

  test('takes the place of one in clear as soon as a passphrase is set', async () => {
    const { stdout } = await ask();
    expect(readFileSync(theFile(), 'utf8')).toContain(stdout.trim());
    expect(await warmOnly({ MFA_EXEC_PASSPHRASE })).toMatchObject({ status: 0, stdout, stderr: '' });
    world.secrets.expectNone(readFileSync(theFile(), 'utf8'), 'the file');
  });
});

describe('an entry that cannot be read', () => {
  const DAMAGE: readonly (readonly [string, (text: string) => string])[] = [
    ['cut', (text) => text.slice(0, text.length / 2)],
    ['of a later version', (text) => text.replace('"version":1', '"version":99')],
    ['with another session in it', (text) => text.replace(/"value":"[^"]*(?:\\.[^"]*)*"/, '"value":"{}"')],
  ];

  test('is a miss, and it is replaced', async () => {
    let last = await ask();
    const file = theFile();
    for (const [what, damage] of DAMAGE) {
      writeFileSync(file, damage(readFileSync(file, 'utf8')));
      const [miss, status] = await Promise.all([warmOnly(), world.run(['status'])]);
      expect([what, miss.status, status.status]).toEqual([what, 125, 0]);
      expect(miss.stderr).toContain('--no-prompt');
      const next = await ask();
      expect([what, next.status, next.stderr]).toEqual([what, 0, '']);
      expect(next.stdout).not.toBe(last.stdout);
      expect(theFile()).toBe(file);
      last = next;
    }
    expect(await warmOnly()).toMatchObject({ status: 0, stdout: last.stdout, stderr: '' });
  });
});

test('expired entries and what killed ones left are swept by the next that writes', async () => {
  const two = await createWorld({
    sandbox: { users: [{ name: 'ann' }, { name: 'ben' }] },
    config: ({ directory: { users } }) =>
      section('profile ben', {
        region: 'eu-central-1',
        aws_access_key_id: users[1]?.key.accessKeyId,
        aws_secret_access_key: users[1]?.key.secretAccessKey,
        mfa_serial: users[1]?.devices[0]?.serial,
      }),
  });
  try {
    two.sandbox.sessions.ttlSeconds = 1;
    expect((await two.run(['--token-code', two.freshCode(), '--', 'true'])).status).toBe(0);
    const [old] = sessionFiles(two);
    await expect.poll(() => (two.sandbox.sessions.all()[0]?.expiresAt ?? 0) < Date.now()).toBe(true);

    two.sandbox.sessions.ttlSeconds = undefined;
    const code = two.sandbox.freshCode(two.sandbox.directory.users[1]?.devices[0]?.serial);
    expect((await two.run(['--profile', 'ben', '--token-code', code, '--', 'true'])).status).toBe(0);
    expect(sessionFiles(two)).toHaveLength(1);
    expect(sessionFiles(two)).not.toContain(old);
    expect(litter(two)).toEqual([]);
  } finally {
    await two.dispose();
  }
});

describe.skipIf(process.platform === 'win32')('a file that others could have touched', () => {
  const TROUBLE: readonly (readonly [string, RegExp, RegExp, (file: string) => void])[] = [
    ['open to others', /is open to other users \(mode 644\)/, /chmod 600 /, (file) => chmodSync(file, 0o644)],
    [
      'in an open folder',
      /is open to other users \(mode 755\)/,
      /chmod 700 /,
      (file) => chmodSync(join(file, '..'), 0o755),
    ],
    [
      'a link',
      /is a link, not a file/,
      /rm /,
      (file) => {
        renameSync(file, `${file}.moved`);
        symlinkSync(`${file}.moved`, file);
      },
    ],
  ];

  test.each(TROUBLE)('%s: refused before a code is asked for', async (_what, says, hints, spoil) => {
    await ask();
    spoil(theFile());
    world.sandbox.calls.length = 0;
    const { status, stdout, stderr } = await ask();
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    const [sentence, hint, ...rest] = stderr.trimEnd().split('\n');
    expect(sentence).toMatch(says);
    expect(hint).toMatch(hints);
    expect(rest).toEqual([]);
    expect(world.processCodes()).toHaveLength(1);
    expect(stsOperations(world)).toEqual([]);
  });
});

const keysAreKept =
  process.platform === 'linux' && spawnSync('keyctl', ['session', '-', 'keyctl', 'show', '@u']).status === 0;

describe.skipIf(!keysAreKept)(keysAreKept ? 'the kernel keyring' : 'skipped: no kernel keyring', () => {
  const env = { MFA_EXEC_STORE: 'keyctl' };
  // The machine's own keyring is used: what the test puts there goes with it.
  afterEach(() => world.run(['logout'], { env }));

  /** The serial number of the session's key in the kernel. */
  const find = async (key: string) => {
    const found = await runCommand('keyctl', ['search', '@u', 'user', `mfa-exec:${key}`], { env: world.env });
    return found.status === 0 ? found.stdout.trim() : undefined;
  };

  test('keeps a session as long as it lasts', async () => {
    const node = newestNode();
    const cold = await ask(env, node);
    expect(cold).toMatchObject({ status: 0, stderr: '' });
    expect(await warmOnly(env, node)).toMatchObject({ status: 0, stdout: cold.stdout, stderr: '' });
    expect((await world.run(['status'], { env, node })).stdout).toMatch(/ keyctl /);
    expect(sessionFiles(world)).toEqual([]);
    expect(await world.run(['logout'], { env, node })).toMatchObject({ status: 0 });
    expect((await warmOnly(env, node)).status).toBe(125);
  });

  test('the kernel drops it when it ends, and a damaged one is replaced', async () => {
    const key = await cacheKey();
    const cold = await ask(env);
    const id = (await find(key)) ?? 'none';
    expect((await runCommand('keyctl', ['update', id, '{}'], { env: world.env })).status).toBe(0);
    expect((await warmOnly(env)).status).toBe(125);

    world.sandbox.sessions.ttlSeconds = 2;
    expect((await ask(env)).stdout).not.toBe(cold.stdout);
    await expect.poll(() => find(key), { timeout: 10_000 }).toBeUndefined();
  });
});

describeWith(keyringCommands, 'the keychain', () => {
  let keyring: Keyring;
  beforeEach(async () => {
    keyring = await startKeyring();
  });
  afterEach(() => keyring.dispose());

  test('a damaged entry is a miss, and is replaced', async () => {
    const env = { ...keyring.env, MFA_EXEC_STORE: 'keychain' };
    const cold = await ask(env);
    const account = await cacheKey();
    await keyring.secretTool('clear', 'service', 'mfa-exec', 'account', account);
    const store = ['store', '--label=x', 'service', 'mfa-exec', 'account', account];
    await runCommand('secret-tool', store, { env: { ...world.env, ...keyring.env }, input: '{"version":' });
    expect((await warmOnly(env)).status).toBe(125);
    const again = await ask(env);
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).not.toBe(cold.stdout);
    expect(await warmOnly(env)).toMatchObject({ status: 0, stdout: again.stdout, stderr: '' });
  });
});
