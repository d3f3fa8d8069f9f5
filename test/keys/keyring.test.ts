import { describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { LongTermKey } from '../../src/identity/long-term-key.ts';
import { decodeEntry, encodeEntry, type KeyEntry } from '../../src/keys/entry.ts';
import { createKeyring } from '../../src/keys/keyring.ts';
import { withStoredKeys } from '../../src/keys/lookup.ts';
import { createStoredKeys } from '../../src/keys/open.ts';
import { entryName } from '../../src/keys/owner.ts';
import { MemoryAwsFiles } from '../fakes/aws-files.ts';
import { MemoryIndex, MemoryVault } from '../fakes/keys.ts';

const OWNER = { profile: 'dev', credentialsPath: '/a/credentials' };
const entry = (id = 'AKIAONE', more: Partial<KeyEntry> = {}): KeyEntry => ({
  ...OWNER,
  current: new LongTermKey(id, `secretOf${id}`, 'dev'),
  addedAt: 7,
  ...more,
});
const missing = new MfaExecError('STORE_UNAVAILABLE', 'no keychain');
const locked = new MfaExecError('STORE_FAILED', 'the keychain is locked');

describe('an entry', () => {
  const full = entry('AKIAONE', {
    createdAt: 5,
    creating: { since: 6, known: ['AKIAONE'] },
    pending: { key: new LongTermKey('AKIATWO', 'secretOfTWO', 'dev'), createdAt: 8 },
    retired: 'AKIAZERO',
  });

  test('comes back as it was, secrets included', () => {
    const back = decodeEntry(encodeEntry(full), OWNER);
    expect(back).toEqual(full);
    expect(back?.pending?.key.secretAccessKey).toBe('secretOfTWO');
  });

  test('shows no secret when it is printed', () => {
    expect(JSON.stringify(full)).not.toContain('secretOf');
    expect(String(full.current)).toBe('[LongTermKey AKIAONE]');
  });

  test.each([
    ['of another profile', encodeEntry({ ...full, profile: 'prod' })],
    ['of another version', encodeEntry(full).replace('"version":1', '"version":2')],
    ['with temporary keys', encodeEntry(full).replaceAll('AKIAONE', 'ASIAONE')],
    ['with a line break in the secret', encodeEntry(full).replace('secretOfAKIAONE', 'secret\\nOf')],
    ['that is no JSON', 'x'],
  ])('%s counts as none', (_, text) => {
    expect(decodeEntry(text, OWNER)).toBeUndefined();
  });
});

describe('the keyring', () => {
  test('finds an entry where the list was lost, and mends the list', async () => {
    const vault = new MemoryVault();
    const index = new MemoryIndex();
    const keyring = createKeyring([vault], index);
    await keyring.save(entry(), vault);
    index.keys = [];
    expect((await keyring.find(OWNER))?.entry.current.accessKeyId).toBe('AKIAONE');
    expect(index.keys).toMatchObject([{ accessKeyId: 'AKIAONE', vault: 'keychain' }]);
  });

  test('says so where what was written does not come back', async () => {
    const vault = new MemoryVault();
    vault.read = async () => 'something else';
    const index = new MemoryIndex();
    await expect(createKeyring([vault], index).save(entry(), vault)).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
    expect(index.keys).toEqual([]);
  });

  test('a locked vault that has the entry is an error, and not a miss', async () => {
    const vault = new MemoryVault();
    const keyring = createKeyring([vault, new MemoryVault('file')], new MemoryIndex());
    await keyring.save(entry(), vault);
    vault.failure = locked;
    await expect(keyring.find(OWNER)).rejects.toBe(locked);
  });

  test('takes the first vault that works, and none in clear', async () => {
    const [keychain, file] = [new MemoryVault(), new MemoryVault('file')];
    const keyring = createKeyring([keychain, file], new MemoryIndex());
    keychain.failure = missing;
    expect((await keyring.vaultForNew()).name).toBe('file');
    file.failure = new MfaExecError('STORE_UNAVAILABLE', 'no passphrase');
    await expect(keyring.vaultForNew()).rejects.toMatchObject({
      message: 'there is no safe place for long-term keys: no keychain; no passphrase',
      hint: expect.stringMatching(/keychain .* MFA_EXEC_PASSPHRASE/),
    });
  });

  test('the same profile of another credentials file is somebody else', async () => {
    const vault = new MemoryVault();
    const keyring = createKeyring([vault], new MemoryIndex());
    await keyring.save(entry(), vault);
    expect(await keyring.find({ ...OWNER, credentialsPath: '/b/credentials' })).toBeUndefined();
    expect(entryName(OWNER)).not.toBe(entryName({ ...OWNER, credentialsPath: '/b/credentials' }));
  });
});

describe('an ordinary call', () => {
  async function stage(kept: KeyEntry) {
    const vault = new MemoryVault();
    const index = new MemoryIndex();
    await createKeyring([vault], index).save(kept, vault);
    const told: string[] = [];
    return {
      vault,
      index,
      told,
      keys: createStoredKeys(
        () => [vault],
        index,
        (line) => told.push(line),
      ),
    };
  }

  test('learns the access key id without opening a vault', async () => {
    const { index } = await stage(entry());
    const files = withStoredKeys(new MemoryAwsFiles({}), index);
    const { credentialsPath, storedKeyId } = await files.load();
    index.keys = index.keys.map((key) => ({ ...key, credentialsPath }));
    expect(storedKeyId?.('dev')).toBe('AKIAONE');
    expect(storedKeyId?.('other')).toBeUndefined();
  });

  test('is told where the keys were rotated meanwhile, and the list is mended', async () => {
    const { keys, index } = await stage(entry('AKIATWO'));
    index.keys = index.keys.map((key) => ({ ...key, accessKeyId: 'AKIAONE' }));
    const ref = { ...OWNER, accessKeyId: 'AKIAONE' };
    await expect(keys.read(ref)).rejects.toMatchObject({ code: 'KEYS_CHANGED' });
    expect(index.keys).toMatchObject([{ accessKeyId: 'AKIATWO' }]);
  });

  test('works while a rotation is not finished, and says so', async () => {
    const { keys, told } = await stage(entry('AKIAONE', { retired: 'AKIAZERO' }));
    const pair = await keys.read({ ...OWNER, accessKeyId: 'AKIAONE' });
    expect(pair.secretAccessKey).toBe('secretOfAKIAONE');
    expect(told).toEqual([expect.stringContaining('mfa-exec keys rotate')]);
  });
});
