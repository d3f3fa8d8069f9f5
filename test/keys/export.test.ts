import { expect, test } from 'vitest';
import type { Section } from '../../src/base/ports.ts';
import { LongTermKey } from '../../src/identity/long-term-key.ts';
import type { KeyEntry } from '../../src/keys/entry.ts';
import { createKeyring } from '../../src/keys/keyring.ts';
import { exportKeys } from '../../src/keys/transfer.ts';
import { MemoryAwsFiles } from '../fakes/aws-files.ts';
import { FakeAccessKeys, MemoryIndex, MemoryVault } from '../fakes/keys.ts';

const PAIR = { aws_access_key_id: 'AKIAONE', aws_secret_access_key: 'secretOfONE' };
const PENDING = { key: new LongTermKey('AKIATWO', 'secretOfTWO', 'dev'), createdAt: 8 };

/** Exports the kept keys of `dev`, whose section in the files is `section`. */
async function exported(section: Section, more: Partial<KeyEntry> = {}) {
  const config = await new MemoryAwsFiles({ dev: section }).load();
  const { credentialsPath } = config;
  const vault = new MemoryVault();
  const keyring = createKeyring([vault], new MemoryIndex());
  const current = new LongTermKey('AKIAONE', 'secretOfONE', 'dev');
  await keyring.save({ profile: 'dev', credentialsPath, current, addedAt: 7, ...more }, vault);
  const written: string[] = [];
  const files = {
    locate: async () => [],
    takeOut: async () => {},
    putIn: async (path: string) => void written.push(path),
    addSetting: async () => {},
  };
  const endpoint = { region: 'us-east-1', partition: 'aws', useFips: false, useDualstack: false };
  const deps = { keyring, accessKeys: new FakeAccessKeys(), endpoint, files, now: () => 9 };
  const error = await exportKeys(config, 'dev', deps).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  return { error, written: written.length, kept: vault.entries.size };
}

test('the pair is written and then forgotten', async () => {
  expect(await exported({})).toEqual({ error: undefined, written: 1, kept: 0 });
});

test('a pair that the file has already is not written again', async () => {
  expect(await exported(PAIR)).toEqual({ error: undefined, written: 0, kept: 0 });
});

test.each<[string, Section, Partial<KeyEntry>]>([
  ['the file has another id', { ...PAIR, aws_access_key_id: 'AKIASIX' }, {}],
  ['the file has another secret', { ...PAIR, aws_secret_access_key: 'other' }, {}],
  ['the file has no secret', { aws_access_key_id: 'AKIAONE' }, {}],
  ['a rotation has a new key', {}, { pending: PENDING }],
])('nothing is forgotten where %s', async (_, section, more) => {
  expect(await exported(section, more)).toMatchObject({
    error: { code: 'BASE_CREDENTIALS' },
    written: 0,
    kept: 1,
  });
});
