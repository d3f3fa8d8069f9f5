import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { describeWith, need } from './harness/has.ts';
import { type Keyring, keyringCommands, startKeyring } from './harness/keyring.ts';
import { createWorld, type World, type WorldOptions } from './harness/world.ts';

let world: World;
let keyring: Keyring | undefined;
afterEach(async () => {
  await world.dispose();
  await keyring?.dispose();
  keyring = undefined;
});

/** The screen of a run, with what differs from run to run and machine to machine masked. */
function masked({ stdout }: { readonly stdout: string }): string {
  return stdout
    .replaceAll(world.home, '~')
    .replaceAll(world.runtimeDir, 'RUNTIME')
    .replaceAll(new URL(world.sandbox.url).host, 'HOST')
    .replaceAll(world.sandbox.user.key.accessKeyId.slice(-4), 'WXYZ')
    .replaceAll(/\b\d+ ms\b/g, 'N ms')
    .replaceAll(/\b(59|60)\d s\b/g, '600 s')
    .replaceAll(/^(✓ Node\.js {2,}|✓ runner {2,}).*$/gm, '$1…');
}

async function doctor(options: WorldOptions, prepare: () => void = () => {}) {
  world = await createWorld(options);
  prepare();
  const result = await world.run(['doctor']);
  expect(result.stderr).toBe('');
  // Nobody was asked, and nothing was obtained.
  const operations = world.sandbox.calls.map(({ operation }) => operation);
  expect(operations.filter((name) => !['GetCallerIdentity', 'ListMFADevices'].includes(name))).toEqual([]);
  world.secrets.expectNone(result.stdout, 'stdout');
  return { status: result.status, screen: `\n${masked(result)}` };
}

describe.runIf(process.platform === 'linux')('the screen', () => {
  test('of a healthy set-up', async () => {
    const { status, screen } = await doctor({});
    expect(status).toBe(0);
    expect(screen).toMatchInlineSnapshot(`
      "
      ✓ config file       ~/.aws/config (1 profile in all)
      ✓ credentials file  ~/.aws/credentials
      ✓ profile           "default", its own long-term keys, region eu-central-1
      ✓ endpoint          HOST answered in N ms
      ✓ clock             agrees with AWS's
      ✓ access key        …WXYZ of arn:aws:iam::000000000012:user/yourusername
      ✓ MFA device        arn:aws:iam::000000000012:mfa/yourusername
      ✓ file store        works in RUNTIME/mfa-exec, N ms
      ✓ Node.js           …
      ✓ runner            …
      ✓ environment       nothing in the way (set: MFA_EXEC_STORE)

      all is well
      "
    `);
  });

  test('without any configuration', async () => {
    const { status, screen } = await doctor({}, () => rmSync(join(world.home, '.aws'), { recursive: true }));
    expect(status).toBe(1);
    expect(screen).toMatchInlineSnapshot(`
      "
      ! config file       there is no ~/.aws/config
                          fix: aws configure
      ! credentials file  there is no ~/.aws/credentials
                          fix: aws configure
      ✗ profile           there are no AWS keys: not in the environment, not in ~/.aws/credentials, not in ~/.aws/config
                          fix: aws configure
      ✓ endpoint          HOST answered in N ms
      ✓ clock             agrees with AWS's
      ✓ file store        works in RUNTIME/mfa-exec, N ms
      ✓ Node.js           …
      ✓ runner            …
      ✓ environment       nothing in the way (set: MFA_EXEC_STORE)

      1 error, 2 warnings
      "
    `);
  });

  test('with an inactive key', async () => {
    const { status, screen } = await doctor({}, () => {
      world.sandbox.user.key.active = false;
    });
    expect(status).toBe(1);
    expect(screen).toMatchInlineSnapshot(`
      "
      ✓ config file       ~/.aws/config (1 profile in all)
      ✓ credentials file  ~/.aws/credentials
      ✓ profile           "default", its own long-term keys, region eu-central-1
      ✓ endpoint          HOST answered in N ms
      ✓ clock             agrees with AWS's
      ✗ access key        the access key …WXYZ is inactive or not known at HOST
                          fix: activate or replace it in the IAM console, then enter both keys again: aws configure
      ! MFA device        arn:aws:iam::000000000012:mfa/yourusername, not checked
                          fix: repair the access key first
      ✓ file store        works in RUNTIME/mfa-exec, N ms
      ✓ Node.js           …
      ✓ runner            …
      ✓ environment       nothing in the way (set: MFA_EXEC_STORE)

      1 error, 1 warning
      "
    `);
  });

  test('with a clock that is 10 minutes behind', async () => {
    const { status, screen } = await doctor({}, () => world.sandbox.clock.advance(600_000));
    expect(status).toBe(1);
    expect(screen).toMatchInlineSnapshot(`
      "
      ✓ config file       ~/.aws/config (1 profile in all)
      ✓ credentials file  ~/.aws/credentials
      ✓ profile           "default", its own long-term keys, region eu-central-1
      ✓ endpoint          HOST answered in N ms
      ✗ clock             this machine's clock is 600 s behind AWS's: AWS refuses what it signs
                          fix: sudo timedatectl set-ntp true
      ! access key        …WXYZ is not checked
                          fix: set the clock first
      ! MFA device        arn:aws:iam::000000000012:mfa/yourusername, not checked
                          fix: set the clock first
      ✓ file store        works in RUNTIME/mfa-exec, N ms
      ✓ Node.js           …
      ✓ runner            …
      ✓ environment       nothing in the way (set: MFA_EXEC_STORE)

      1 error, 2 warnings
      "
    `);
  });

  test('with two devices and none chosen', async () => {
    const devices = [{}, { name: 'yourusername-phone' }];
    const users = [{ name: 'yourusername', devices }];
    const { status, screen } = await doctor({ profile: { mfa_serial: undefined }, sandbox: { users } });
    expect(status).toBe(0);
    expect(screen).toMatchInlineSnapshot(`
      "
      ✓ config file       ~/.aws/config (1 profile in all)
      ✓ credentials file  ~/.aws/credentials
      ✓ profile           "default", its own long-term keys, region eu-central-1
      ✓ endpoint          HOST answered in N ms
      ✓ clock             agrees with AWS's
      ✓ access key        …WXYZ of arn:aws:iam::000000000012:user/yourusername
      ! MFA device        none is configured, and there are 2: arn:aws:iam::000000000012:mfa/yourusername, arn:aws:iam::000000000012:mfa/yourusername-phone
                          fix: aws configure set mfa_serial arn:aws:iam::000000000012:mfa/yourusername --profile default
      ✓ file store        works in RUNTIME/mfa-exec, N ms
      ✓ Node.js           …
      ✓ runner            …
      ✓ environment       nothing in the way (set: MFA_EXEC_STORE)

      1 warning
      "
    `);
  });

  test('with a security key only', async () => {
    const users = [{ name: 'yourusername', devices: [{ kind: 'u2f' as const, name: 'yubikey' }] }];
    const { status, screen } = await doctor({ profile: { mfa_serial: undefined }, sandbox: { users } });
    expect(status).toBe(1);
    expect(screen).toMatchInlineSnapshot(`
      "
      ✓ config file       ~/.aws/config (1 profile in all)
      ✓ credentials file  ~/.aws/credentials
      ✓ profile           "default", its own long-term keys, region eu-central-1
      ✓ endpoint          HOST answered in N ms
      ✓ clock             agrees with AWS's
      ✓ access key        …WXYZ of arn:aws:iam::000000000012:user/yourusername
      ✗ MFA device        arn:aws:iam::000000000012:u2f/user/yourusername/yubikey is a security key or passkey, and STS takes only six-digit codes
                          fix: aws login   # signs in through the browser, where security keys and passkeys work
      ✓ file store        works in RUNTIME/mfa-exec, N ms
      ✓ Node.js           …
      ✓ runner            …
      ✓ environment       nothing in the way (set: MFA_EXEC_STORE)

      1 error
      "
    `);
  });

  test('with a file that the AWS CLI refuses for what is not used', async () => {
    const again = '[profile a]\nregion = eu-west-1\n\n[profile a]\nregion = eu-west-2\n';
    const { status, screen } = await doctor({ config: () => again });
    expect(status).toBe(0);
    expect(screen).toContain(
      '! config file       ~/.aws/config, lines 5 and 8: a section of this name once more (the AWS CLI refuses the whole file)\n' +
        '                    fix: keep one of the two',
    );
    expect(screen).toContain('✓ profile           "default"');
  });

  test('with an endpoint that is no address', async () => {
    const { status, screen } = await doctor({ env: { AWS_ENDPOINT_URL: 'nowhere' } });
    expect(status).toBe(1);
    expect(screen).toContain(
      '✗ endpoint          AWS_ENDPOINT_URL is not an http or https address\n                    fix: it looks like',
    );
    expect(screen).toContain('✓ file store');
  });

  test('with files that others can read, and an endpoint that is not there', async () => {
    const { status, screen } = await doctor({ env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } }, () =>
      chmodSync(join(world.home, '.aws', 'credentials'), 0o644),
    );
    expect(status).toBe(1);
    expect(screen).toMatchInlineSnapshot(`
      "
      ✓ config file       ~/.aws/config (1 profile in all)
      ! credentials file  ~/.aws/credentials can be read by other users (mode 644)
                          fix: chmod 600 ~/.aws/credentials
      ✓ profile           "default", its own long-term keys, region eu-central-1
      ✗ endpoint          127.0.0.1:9 refused the connection
                          fix: check the network, and AWS_ENDPOINT_URL or endpoint_url if one is set
      ! clock             not compared: AWS did not tell the time
                          fix: repair the endpoint first
      ! access key        …WXYZ is not checked
                          fix: repair the endpoint first
      ! MFA device        arn:aws:iam::000000000012:mfa/yourusername, not checked
                          fix: repair the endpoint first
      ✓ file store        works in RUNTIME/mfa-exec, N ms
      ✓ Node.js           …
      ✓ runner            …
      ✓ environment       nothing in the way (set: MFA_EXEC_STORE)

      1 error, 4 warnings
      "
    `);
  });
});

describeWith(keyringCommands, 'with a keyring', () => {
  test('that works', async () => {
    keyring = await startKeyring();
    const { status, screen } = await doctor({ keyring });
    expect(status).toBe(0);
    expect(screen).toMatch(/^✓ keychain +works, N ms$/m);
  });

  test('that is locked', async () => {
    keyring = await startKeyring();
    await keyring.lock();
    const { status, screen } = await doctor({ keyring });
    expect(status).toBe(1);
    expect(screen).toMatchInlineSnapshot(`
      "
      ✓ config file       ~/.aws/config (1 profile in all)
      ✓ credentials file  ~/.aws/credentials
      ✓ profile           "default", its own long-term keys, region eu-central-1
      ✓ endpoint          HOST answered in N ms
      ✓ clock             agrees with AWS's
      ✓ access key        …WXYZ of arn:aws:iam::000000000012:user/yourusername
      ✓ MFA device        arn:aws:iam::000000000012:mfa/yourusername
      ✗ keychain          the keychain is locked
                          fix: log in to the desktop, or: gnome-keyring-daemon --unlock, or use --store file
      ✓ Node.js           …
      ✓ runner            …
      ✓ environment       nothing in the way (set: MFA_EXEC_STORE)

      1 error
      "
    `);
  });

  test('that is locked, where any store will do', async (context) => {
    need(context, 'keyctl');
    keyring = await startKeyring();
    await keyring.lock();
    const { status, screen } = await doctor({ keyring, store: 'auto' });
    expect(status).toBe(0);
    expect(screen).toMatch(/^! keychain +.*; sessions go to the (kernel keyring|file store)\n +fix: /m);
  });

  test('that never answers, no answer of AWS and a credential_process that hangs: it ends all the same', async () => {
    keyring = await startKeyring();
    keyring.freeze();
    world = await createWorld({
      keyring,
      credentials: () => '[default]\ncredential_process = sleep 100\n',
    });
    world.sandbox.setFault({ kind: 'hang' });
    const { status, stdout, ms } = await world.run(['doctor']);
    keyring.thaw();
    expect(status).toBe(1);
    expect(ms).toBeLessThan(15_000);
    expect(stdout).toMatch(/^✗ access key +credential_process "sleep"/m);
    expect(stdout).toMatch(/^✗ endpoint /m);
    expect(stdout).toMatch(/^✗ keychain +the keychain did not answer within 2 s$/m);
  });
});

test('--json says the same to programs', async () => {
  world = await createWorld();
  world.sandbox.clock.advance(600_000);
  const { status, stdout } = await world.run(['doctor', '--json']);
  const report = JSON.parse(stdout);
  expect(status).toBe(1);
  expect(report).toMatchObject({ ok: false, version: expect.any(String) });
  const clock = report.checks.find(({ check }: { check: string }) => check === 'clock');
  expect(clock).toMatchObject({ status: 'error', fix: expect.any(String), milliseconds: null });
  expect(Math.abs(clock.skewSeconds + 600)).toBeLessThan(5);
});

test('colour only on a terminal, and nothing but what is wrong with --quiet', async () => {
  world = await createWorld();
  chmodSync(join(world.home, '.aws', 'credentials'), 0o644);
  const terminal = world.open(['doctor']);
  await terminal.exit;
  expect(terminal.raw).toContain('\u001b[35m!\u001b[0m credentials file');
  expect(terminal.raw).toContain('✓ profile');
  expect(terminal.text).toMatch(/recipes and reference: .*docs/);
  chmodSync(join(world.home, '.aws', 'credentials'), 0o600);
  expect(await world.run(['doctor', '--quiet'])).toMatchObject({ status: 0, stdout: '' });
});
