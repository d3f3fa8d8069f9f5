/** Two projects with the same `credential_process` line and different keys. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { User } from '../../fixtures/sandbox/directory.ts';
import { section } from './harness/aws-home.ts';
import { needPosix } from './harness/has.ts';
import { testNodes } from './harness/nodes.ts';
import { createWorld, type World } from './harness/world.ts';

const ROLE = 'arn:aws:iam::000000000012:role/deployer';

let world: World;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld({ sandbox: { users: [{ name: 'alice' }, { name: 'bob' }] } });
});
afterEach(() => world?.dispose());

const user = (name: string) => {
  const found = world.sandbox.directory.users.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no user ${name}`);
  return found;
};

/** A folder with an AWS config of its own, whose program gives the keys of `owner`. */
function project(name: string, { key, devices }: User): string {
  const folder = join(world.home, name);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const config = section('default', {
    region: 'eu-central-1',
    mfa_serial: devices[0]?.serial,
    credential_process: './bin/creds',
  });
  writeFileSync(join(folder, 'aws.config'), config);
  give(folder, key);
  return folder;
}

function give(folder: string, key: User['key']): void {
  const answer = { Version: 1, AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey };
  writeFileSync(join(folder, 'keys'), JSON.stringify(answer), { mode: 0o600 });
  writeFileSync(join(folder, 'bin', 'creds'), '#!/bin/sh\nexec cat keys\n');
  chmodSync(join(folder, 'bin', 'creds'), 0o755);
}

describe.each(testNodes())('on Node $version', ({ path: node }) => {
  /** Who a command in the project runs as. */
  async function caller(folder: string, owner: User, args: readonly string[] = []): Promise<unknown> {
    const code = args.includes('--no-prompt') ? [] : ['--token-code', freshCode(owner)];
    const { stdout, stderr } = await world.run([...code, ...args, '--', 'printenv', 'AWS_ACCESS_KEY_ID'], {
      node,
      cwd: folder,
      env: { AWS_CONFIG_FILE: 'aws.config', AWS_SHARED_CREDENTIALS_FILE: join(world.home, 'none') },
    });
    return world.sandbox.sessions.find(stdout.trim())?.principal ?? stderr;
  }

  function freshCode({ devices }: User): string {
    return world.sandbox.freshCode(devices[0]?.serial);
  }

  test('are two users, each with a session', async () => {
    const [a, b] = [project('a', user('alice')), project('b', user('bob'))];
    expect(await caller(a, user('alice'))).toMatchObject({ user: { name: 'alice' } });
    expect(await caller(b, user('bob'))).toMatchObject({ user: { name: 'bob' } });
    expect(await caller(a, user('alice'), ['--no-prompt'])).toMatchObject({ user: { name: 'alice' } });
    expect(await caller(b, user('bob'), ['--no-prompt'])).toMatchObject({ user: { name: 'bob' } });
  });

  test('a key that the program has rotated retires the sessions of roles as well', async () => {
    const folder = project('a', user('alice'));
    const role = ['--role-arn', ROLE];
    await caller(folder, user('alice'), role);
    world.sandbox.calls.length = 0;
    const key = world.sandbox.directory.addKey(user('alice'));
    writeFileSync(
      join(folder, 'keys'),
      JSON.stringify({ Version: 1, AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey }),
    );
    await caller(folder, user('alice'), ['--refresh']);
    await caller(folder, user('alice'), [...role, '--no-prompt']);
    const asked = world.sandbox.calls.map(({ operation, accessKeyId }) => [operation, accessKeyId]);
    expect(asked[0]).toEqual(['GetSessionToken', key.accessKeyId]);
    expect(asked[1]?.[0]).toBe('AssumeRole');
  });
});
