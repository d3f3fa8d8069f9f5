/** Bad input: one clear line, a hint, status 125, and the command not started. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { createWorld, type World } from './harness/world.ts';

interface Case {
  readonly what: string;
  readonly args: readonly string[];
  readonly says: RegExp;
  readonly hints: RegExp;
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the home folder that this case replaces; their text by name. */
  readonly files?: Readonly<Record<string, string>>;
}

const TOUCH = ['--', 'touch', 'started'];
const CODE = '111111';

const CASES: readonly Case[] = [
  {
    what: 'no --',
    args: ['aws', 's3', 'ls'],
    says: /'aws' is not an mfa-exec command/,
    hints: /mfa-exec -- aws s3 ls/,
  },
  { what: 'no command', args: ['--'], says: /no command after --/, hints: /mfa-exec -- aws/ },
  {
    what: 'an unknown option',
    args: ['--profle', 'x', ...TOUCH],
    says: /--profle/,
    hints: /mfa-exec --help|--profile/,
  },
  {
    what: 'an unknown profile',
    args: ['--profile', 'defualt', ...TOUCH],
    says: /there is no profile "defualt"/,
    hints: /profiles: default, empty/,
  },
  {
    what: 'a section that is no profile',
    args: ['--profile', 'dev', ...TOUCH],
    files: { bare: '[default]\nregion = eu-central-1\n[dev]\nregion = eu-central-1\n' },
    env: { AWS_CONFIG_FILE: 'bare' },
    says: /there is no profile "dev", only a section \[dev\] that AWS ignores/,
    hints: /call it \[profile dev\] in bare/,
  },
  {
    what: 'a profile without keys',
    args: ['--profile', 'empty', ...TOUCH],
    says: /profile "empty" has no access key/,
    hints: /aws configure --profile empty/,
  },
  {
    what: 'a malformed config',
    args: TOUCH,
    files: { malformed: '[default]\nregion = eu-central-1\nno equals sign\n' },
    env: { AWS_CONFIG_FILE: 'malformed' },
    says: /malformed.*3/,
    hints: /./,
  },
  {
    what: 'a code that is not six digits',
    args: ['--token-code', '12345', ...TOUCH],
    says: /six digits/,
    hints: /./,
  },
  {
    what: 'too short a session',
    args: ['--duration', '1m', ...TOUCH],
    says: /15m to 36h/,
    hints: /--duration/,
  },
  {
    what: 'too long a session',
    args: ['--duration', '37h', ...TOUCH],
    says: /15m to 36h/,
    hints: /--duration/,
  },
  {
    what: 'no MFA device',
    args: ['--profile', 'nodevice', '--token-code', CODE, ...TOUCH],
    says: /no MFA device/,
    hints: /--mfa-serial|IAM/,
  },
  {
    what: 'a code with --no-prompt',
    args: ['--no-prompt', ...TOUCH],
    says: /--no-prompt/,
    hints: /--token-code/,
  },
  {
    what: 'an unknown runner',
    args: ['--token-code', CODE, ...TOUCH],
    env: { MFA_EXEC_RUNNER: 'spwan' },
    says: /MFA_EXEC_RUNNER: there is no runner 'spwan'/,
    hints: /auto\|exec\|spawn/,
  },
  {
    what: 'an unknown store',
    args: ['--store', 'cloud', ...TOUCH],
    says: /no store 'cloud'/,
    hints: /keychain/,
  },
];

/** Windows and macOS have a keychain, which is the person's, and open a dialog where there is no terminal. */
const ON_LINUX: readonly Case[] = [
  { what: 'no terminal and no code', args: TOUCH, says: /nobody to ask/, hints: /--token-code/ },
  {
    what: 'a keychain that is not there',
    args: ['--store', 'keychain', '--token-code', CODE, ...TOUCH],
    says: /keychain/,
    hints: /--store file/,
  },
];
const HERE = [...CASES, ...(process.platform === 'linux' ? ON_LINUX : [])];

describe('bad input', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({
      sandbox: { users: [{ name: 'yourusername' }, { name: 'nodevice', devices: [] }] },
      config: () => `${section('profile empty', { region: 'eu-central-1' })}\n`,
      credentials: ({ directory }) =>
        directory.users
          .map((user, at) =>
            section(at === 0 ? 'default' : user.name, {
              aws_access_key_id: user.key.accessKeyId,
              aws_secret_access_key: user.key.secretAccessKey,
            }),
          )
          .join('\n'),
    });
  });
  afterAll(() => world.dispose());
  beforeEach(() => {
    world.sandbox.calls.length = 0;
    rmSync(join(world.home, 'started'), { force: true });
  });

  test.each(HERE)('$what', async ({ args, env = {}, files = {}, says, hints }) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(world.home, { recursive: true });
      writeFileSync(join(world.home, name), text);
    }
    const { status, stdout, stderr, ms } = await world.run(args, { env });
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    const [sentence = '', hint = '', ...rest] = stderr.trimEnd().split('\n');
    expect(rest).toEqual([]);
    expect(sentence).toMatch(/^mfa-exec: /);
    expect(sentence).toMatch(says);
    expect(hint).toMatch(/^mfa-exec: hint: /);
    expect(hint).toMatch(hints);
    expect(ms).toBeLessThan(10_000);
    expect(world.sandbox.calls.filter(({ operation }) => operation === 'GetSessionToken')).toEqual([]);
    await expect(world.run(['status', '--json'])).resolves.toMatchObject({ status: 0 });
  });

  test('the command was not started by any of them', async () => {
    for (const { args, env = {} } of HERE) await world.run(args, { env });
    const { stdout } = await world.run(['--help']);
    expect(stdout).toContain('Usage');
    expect(() => rmSync(join(world.home, 'started'))).toThrow('ENOENT');
  });
});
