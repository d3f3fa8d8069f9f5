import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hiddenFiles } from '../../src/server/hidden-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-hidden-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const KEYS = 'aws_access_key_id = AKIA\naws_secret_access_key = x\n';

test.each<[what: string, config: string, credentials: string, hidden: readonly string[]]>([
  ['no credentials', '[default]\nregion = eu-central-1\n', '', []],
  ['credentials of other profiles alone', '[profile a]\nrole_arn = x\n', `[b]\n${KEYS}`, []],
  ['keys in the credentials file', '[default]\nregion = x\n', `[default]\n${KEYS}`, ['credentials']],
  ['keys in the config file', `[default]\n${KEYS}`, '', ['config', 'credentials']],
  ['a role', '[default]\nrole_arn = x\n', '', ['config', 'credentials']],
  ['a login', '[default]\nsso_session = x\n', `[default]\n${KEYS}`, ['config', 'credentials']],
  ['a program', '[profile default]\ncredential_process = x\n', '', ['config', 'credentials']],
])('%s', async (_what, config, credentials, hidden) => {
  writeFileSync(join(folder, 'config'), config);
  writeFileSync(join(folder, 'credentials'), credentials);
  const env = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  };
  expect(await hiddenFiles({ env, homedir: () => folder }, 'linux')).toEqual({
    ...(hidden.includes('credentials') && { AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }),
    ...(hidden.includes('config') && { AWS_CONFIG_FILE: '/dev/null' }),
  });
});
