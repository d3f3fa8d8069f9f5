import { expect, test } from 'vitest';
import { buildRequest } from '../../src/cli/request.ts';
import type { Identity } from '../../src/identity/types.ts';
import { codeSource } from '../../src/mfa/token-code-source.ts';
import { DEVICE } from '../fakes/aws.ts';
import { SECRET } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

const identity: Identity = {
  profile: 'dev',
  base: {
    kind: 'static',
    credentials: { accessKeyId: 'AKIAONE', secretAccessKey: SECRET },
    from: 'profile "dev"',
  },
  roles: [],
  endpoint: { region: 'eu-central-1', partition: 'aws', useFips: false, useDualstack: false },
};

test.each([
  ['a person', {}, undefined, 'person'],
  ['a code on the command line', { '--token-code': '123456' }, undefined, 'fixed'],
  ['a program', { '--mfa-process': 'print' }, undefined, 'program'],
  ['a program of the profile', {}, 'print', 'program'],
])('%s', async (_title, raw, mfaProcess, kind) => {
  const world = new World();
  const source = codeSource({ ...identity, mfaProcess }, buildRequest(raw, {}), world.deps());
  expect(source.kind).toBe(kind);
  expect(await source.next({ mfaSerial: DEVICE })).toBe('123456');
});

test('nothing is asked, run or read before a code is wanted', () => {
  const world = new World();
  codeSource({ ...identity, mfaProcess: 'print' }, buildRequest({}, {}), world.deps());
  expect(world.journal).toEqual([]);
});

test('a problem from before is shown until the next one', async () => {
  const world = new World();
  world.prompt.answers = ['x', '123456'];
  await codeSource(identity, buildRequest({}, {}), world.deps()).next({
    mfaSerial: DEVICE,
    problem: 'refused',
  });
  expect(world.prompt.questions.map(({ problem }) => problem)).toEqual([
    'refused',
    'an MFA code has six digits',
  ]);
});

test('a prompt that fails is not asked again', async () => {
  const world = new World();
  world.prompt.askCode = () => Promise.reject(new TypeError('oops'));
  await expect(
    codeSource(identity, buildRequest({}, {}), world.deps()).next({ mfaSerial: DEVICE }),
  ).rejects.toThrow('oops');
});
