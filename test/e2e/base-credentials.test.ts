/** Where the long-term keys come from, and whose session is whose. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { needPosix } from './harness/has.ts';
import { createWorld, type World } from './harness/world.ts';

const ROLE = 'arn:aws:iam::000000000012:role/deployer';

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld();
});
afterEach(() => world?.dispose());

const keys = ({ accessKeyId, secretAccessKey } = world.sandbox.user.key) => ({
  aws_access_key_id: accessKeyId,
  aws_secret_access_key: secretAccessKey,
});
const variables = ({ accessKeyId, secretAccessKey } = world.sandbox.user.key) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});
const writeConfig = (...sections: string[]) =>
  writeFileSync(join(world.home, '.aws', 'config'), sections.join('\n'));
const writeCredentials = (...sections: string[]) =>
  writeFileSync(join(world.home, '.aws', 'credentials'), sections.join('\n'));
const operations = () => world.sandbox.calls.splice(0).map(({ operation }) => operation);

/** Runs with a code at hand, and returns who the command is. */
async function caller(args: readonly string[], env: Record<string, string> = {}) {
  const options = ['--mfa-process', world.mfaProcess, ...args];
  const { stdout, stderr } = await world.run([...options, '--', 'printenv', 'AWS_ACCESS_KEY_ID'], { env });
  expect(stderr).toBe('');
  return world.sandbox.sessions.find(stdout.trim())?.principal;
}

test('keys in the environment serve where no profile is named, with a device that is found', async () => {
  writeConfig(section('default', { region: 'eu-central-1', role_arn: ROLE, source_profile: 'default' }));
  writeCredentials();
  expect(await caller([], variables())).toMatchObject({ kind: 'user', mfa: true });
  expect(operations()).toEqual(['ListMFADevices', 'GetSessionToken']);
});

test('credential_source = Environment is the base of a role', async () => {
  writeConfig(section('profile ci', { role_arn: ROLE, credential_source: 'Environment' }));
  writeCredentials();
  expect(await caller(['--profile', 'ci'], variables())).toMatchObject({ role: { name: 'deployer' } });
  expect(operations()).toEqual(['ListMFADevices', 'GetSessionToken', 'AssumeRole']);

  const without = await world.run(['--profile', 'ci', '--', 'true']);
  expect(without.status).toBe(125);
  expect(without.stderr).toContain(
    'takes its keys from the environment (credential_source), and there are none',
  );
});

test('a credential_process is asked for the keys when a session is made, and not again', async () => {
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = world.sandbox.user.key;
  writeFileSync(join(world.home, 'keys.json'), JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey }));
  const script = join(world.home, 'a vault');
  writeFileSync(script, '#!/bin/sh\necho asked >> asked\ncat keys.json\n', { mode: 0o755 });
  writeConfig(section('profile vault', { credential_process: `"${script}" --item "my key"` }));
  writeCredentials();
  const log = join(world.home, 'asked');
  for (let round = 0; round < 2; round++) {
    expect(await caller(['--profile', 'vault'])).toMatchObject({ kind: 'user', mfa: true });
  }
  expect(operations()).toEqual(['ListMFADevices', 'GetSessionToken']);
  const { stdout } = await world.run(['--profile', 'vault', '--', 'cat', log]);
  expect(stdout).toBe('asked\n');
});

test('two profiles of one user share one session', async () => {
  writeCredentials(section('default', keys()), section('same', keys()));
  await caller([]);
  await caller(['--profile', 'same', '--no-prompt']);
  expect(operations()).toEqual(['GetSessionToken']);
});

test('two users do not', async () => {
  const other = world.sandbox.directory.addUser({ name: 'other' });
  writeCredentials(section('default', keys()), section('other', keys(other.key)));
  await caller([]);
  const refused = await world.run(['--profile', 'other', '--no-prompt', '--', 'true']);
  expect(refused.status).toBe(125);
  const code = world.sandbox.freshCode(other.devices[0]?.serial);
  const args = ['--profile', 'other', '--token-code', code, '--', 'printenv', 'AWS_ACCESS_KEY_ID'];
  const { stdout } = await world.run(args);
  expect(world.sandbox.sessions.find(stdout.trim())?.principal).toMatchObject({ user: { name: 'other' } });
});

test('a key that was rotated gets a session of its own, not the one of the old key', async () => {
  const before = await caller([]);
  const rotated = world.sandbox.directory.addKey(world.sandbox.user);
  world.sandbox.user.key.active = false;
  writeCredentials(section('default', keys(rotated)));
  expect((await world.run(['--no-prompt', '--', 'true'])).stderr).toContain('--no-prompt forbids asking');
  expect(await caller([])).toEqual(before);
  expect(world.sandbox.calls.map(({ accessKeyId }) => accessKeyId)).toEqual([
    world.sandbox.user.key.accessKeyId,
    rotated.accessKeyId,
  ]);
});
