import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAwsFiles } from '../../src/aws-files/files.ts';
import type { Env } from '../../src/base/ports.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mfa-exec-files-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(name: string, text: string | Buffer): string {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const files = (env: Env = {}) => createAwsFiles({ env, homedir: () => home });
const config = (text: string | Buffer) => write('.aws/config', text);
const credentials = (text: string) => write('.aws/credentials', text);

describe('where the files are', () => {
  test('in ~/.aws; missing ones are empty', async () => {
    const loaded = await files().load();
    expect(loaded).toMatchObject({
      profiles: {},
      services: {},
      configPath: join(home, '.aws', 'config'),
      credentialsPath: join(home, '.aws', 'credentials'),
    });
    expect(loaded.profileNames?.()).toEqual([]);
  });

  test('where the environment says, with a tilde for the home folder', async () => {
    write('other/config', '[default]\nregion = a\n');
    const keys = write('keys', '[default]\noutput = b\n');
    const loaded = await files({
      AWS_CONFIG_FILE: '~/other/config',
      AWS_SHARED_CREDENTIALS_FILE: keys,
    }).load();
    expect(loaded.profiles['default']).toEqual({ region: 'a', output: 'b' });
    expect(loaded.configPath).toBe(join(home, 'other', 'config'));
  });

  test('read anew each time', async () => {
    const reader = files();
    expect((await reader.load()).profiles).toEqual({});
    config('[default]\nregion = a\n');
    expect((await reader.load()).profiles).toEqual({ default: { region: 'a' } });
  });
});

describe('what is in them', () => {
  test('the credentials file wins key by key', async () => {
    config('[profile dev]\nregion = a\naws_access_key_id = CONFIG\n');
    credentials('[dev]\naws_access_key_id = KEYS\n');
    expect((await files().load(['dev'])).profiles).toEqual({
      dev: { region: 'a', aws_access_key_id: 'KEYS' },
    });
  });

  test('names with blanks and quotes, keys in any case, comments, a byte order mark, CRLF, other alphabets', async () => {
    config('\uFEFF[profile "my dev"] # mine\r\nRegion = a ; b\r\n[profile "élan à"]\r\nregion = ü\r\n');
    credentials('[my dev]\nAWS_Access_Key_ID: KEYS\naws_secret_access_key=x=\n["my dev"]\nregion = other\n');
    const loaded = await files().load(['my dev', 'élan à']);
    expect(loaded.profiles).toEqual({
      'my dev': { region: 'a ; b', aws_access_key_id: 'KEYS', aws_secret_access_key: 'x=' },
      'élan à': { region: 'ü' },
    });
    expect(loaded.profileNames?.()).toEqual(['my dev', 'élan à', '"my dev"']);
  });

  test('names that objects have of their own', async () => {
    config('[profile __proto__]\nregion = a\n[profile constructor]\nregion = b\n');
    const { profiles } = await files().load();
    expect(Object.entries(profiles)).toEqual([
      ['__proto__', { region: 'a' }],
      ['constructor', { region: 'b' }],
    ]);
  });

  test('services sections, nested', async () => {
    config(
      '[profile dev]\nservices = local\n[services local]\nsts =\n  endpoint_url = http://a\niam =\n  endpoint_url = http://b\n',
    );
    expect((await files().load(['dev'])).services).toEqual({
      local: { 'sts.endpoint_url': 'http://a', 'iam.endpoint_url': 'http://b' },
    });
  });

  test('what is no profile is none', async () => {
    config('[dev]\nregion = a\n[sso-session x]\nsso_region = b\n[plugins]\nc = d\n');
    expect((await files().load()).profileNames?.()).toEqual([]);
  });
});

describe('what is loaded', () => {
  const text =
    '[default]\nregion = d\n[profile a]\nsource_profile = b\n[profile b]\nsource_profile = c\n[profile x]\nregion = x\n';

  test('the named profile and what it reaches, also over both files', async () => {
    config(text);
    credentials('[c]\nsource_profile = a\n');
    const loaded = await files().load(['a']);
    expect(Object.keys(loaded.profiles)).toEqual(['a', 'b', 'c']);
    expect(loaded.profileNames?.()).toEqual(['default', 'a', 'b', 'x', 'c']);
  });

  test('nothing for no name, and for a name that is not there', async () => {
    config(text);
    expect((await files().load([])).profiles).toEqual({});
    expect((await files().load(['nobody'])).profiles).toEqual({});
  });

  test('all without names, as one by one', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    config(names.map((name) => `[profile ${name}]\nregion = ${name}\n`).join(''));
    const all = await files().load();
    expect(Object.keys(all.profiles)).toEqual(names);
    for (const name of names) expect((await files().load([name])).profiles[name]).toEqual(all.profiles[name]);
  });
});

describe('files that are wrong', () => {
  const broken = async (names?: readonly string[]) => files().load(names);

  test.each([
    ['[default]\nregion = a\nwhat\n', 3],
    ['# c\r\n\r\n[default]\r\nregion a\r\n', 4],
    ['[profile x]\nregion = a\n\n[default\nregion = b\n', 4],
    ['[default\nregion = b\n', 1],
    ['region = b\n[default]\n', 1],
    ['{"not": "ini"}\n', 1],
  ])('%j is CONFIG with the file and line %d', async (text, line) => {
    const path = config(text);
    await expect(broken(['default'])).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(`${path}, line ${line}: `),
    });
  });

  test('the credentials file too, and the line is not repeated', async () => {
    const path = credentials('[default]\naws_access_key_id = A\nhunter2\n');
    const error = await broken(['default']).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CONFIG', message: expect.stringContaining(`${path}, line 3`) });
    expect(String(error)).not.toContain('hunter2');
  });

  test('a broken line elsewhere does not matter, unless all profiles are loaded', async () => {
    config('[default]\nregion = a\n[profile x]\nwhat\n');
    expect((await broken(['default'])).profiles).toEqual({ default: { region: 'a' } });
    await expect(broken()).rejects.toMatchObject({ code: 'CONFIG' });
  });

  test('two values are not chosen from: both lines are named', async () => {
    const path = config('[default]\nregion = a\n[profile x]\n[default]\nregion = b\n');
    await expect(broken(['default'])).rejects.toMatchObject({
      message: expect.stringContaining(`${path}, lines 1 and 4`),
    });
    expect((await broken(['x', 'default']).catch((error: unknown) => error)) instanceof Error).toBe(true);
  });

  test('a slip elsewhere is not why a profile is missing, a broken header may be', async () => {
    config('[default]\nregion = a\nregion = b\n');
    expect((await broken(['nobody'])).profiles).toEqual({});
    config('[default]\nregion = a\n[profile nobody\n');
    await expect(broken(['nobody'])).rejects.toMatchObject({ message: expect.stringContaining('line 3') });
  });

  test('UTF-16 is called so', async () => {
    config(Buffer.from('\ufeff[default]\r\nregion = a\r\n', 'utf16le'));
    await expect(broken(['default'])).rejects.toMatchObject({
      message: expect.stringContaining('is UTF-16'),
    });
  });

  test.skipIf(process.platform === 'win32')('a file that may not be read is CONFIG', async () => {
    chmodSync(home, 0o755);
    chmodSync(config(''), 0);
    // Root may read everything, and becomes nobody for the while.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    const loading = broken([]).catch((reason: unknown) => reason);
    if (isRoot) process.seteuid?.(0);
    expect(await loading).toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('permission denied'),
      hint: expect.stringContaining('ls -l'),
    });
  });
});
