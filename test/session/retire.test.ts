/** Sessions of a `credential_process`: never somebody else's, and never those of a key that was rotated. */
import { beforeEach, expect, test } from 'vitest';
import { buildRequest, type RawOptions } from '../../src/cli/request.ts';
import { obtainSession } from '../../src/session/obtain.ts';
import { DEVICE } from '../fakes/aws.ts';
import { SECRET } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.prompt.answers = Array(5).fill('123456');
  world.awsFiles.profiles['default'] = { credential_process: './bin/creds', mfa_serial: DEVICE };
});

async function keyId(raw: RawOptions = {}): Promise<string> {
  const { session } = await obtainSession(buildRequest(raw, {}), world.deps());
  return session.accessKeyId;
}

const rotate = () => {
  world.processCredentials = { accessKeyId: 'AKIAROTATED', secretAccessKey: `${SECRET}-rotated` };
};

test('two projects with one line have a session each', async () => {
  const first = await keyId();
  world.folder = '/other';
  expect(await keyId()).not.toBe(first);
  world.folder = '/project';
  expect(await keyId()).toBe(first);
});

test('two profiles and two config files with one line have a session each', async () => {
  const first = await keyId();
  world.awsFiles.profiles['twin'] = { ...world.awsFiles.profiles['default'] };
  expect(await keyId({ '--profile': 'twin' })).not.toBe(first);
  world.awsFiles.configPath = '/elsewhere/config';
  expect(await keyId()).not.toBe(first);
});

test('once the program gives another key, no session of the old one serves, a role’s neither', async () => {
  const role = await keyId({ '--profile': 'admin' });
  const other = await keyId({ '--profile': 'other' });
  rotate();
  world.clock.advance(1000);
  await keyId({ '--refresh': true });
  expect(await keyId({ '--profile': 'admin' })).not.toBe(role);
  expect(await keyId({ '--profile': 'other' })).toBe(other);
});

test('a role that is assumed with the new key itself retires the sessions of the old one, too', async () => {
  const user = await keyId();
  const role = await keyId({ '--profile': 'admin' });
  rotate();
  world.clock.advance(1000);
  await keyId({ '--profile': 'audit', '--role-duration': '12h' });
  expect(await keyId()).not.toBe(user);
  expect(await keyId({ '--profile': 'admin' })).not.toBe(role);
});

test('while it gives the same key, roles stay', async () => {
  const role = await keyId({ '--profile': 'admin' });
  world.clock.advance(1000);
  await keyId({ '--refresh': true });
  expect(await keyId({ '--profile': 'admin' })).toBe(role);
});

test('a store that cannot be listed does not keep the command from running', async () => {
  world.store.failing.add('list');
  expect(await keyId()).toBe('ASIA1');
});
