import { describe, expect, test } from 'vitest';
import type { Section } from '../../src/base/ports.ts';
import { refusedVariable } from '../../src/cli/request.ts';
import { checkDevice } from '../../src/doctor/check-device.ts';
import { checkEnvironment } from '../../src/doctor/check-environment.ts';
import { checkFiles, type FilesFacts } from '../../src/doctor/check-files.ts';
import {
  checkAccessKey,
  checkBorrowed,
  checkClock,
  checkEndpoint,
  checkProfile,
  checkSettings,
} from '../../src/doctor/check-identity.ts';
import { checkNode, checkRunner } from '../../src/doctor/check-machine.ts';
import { checkStores, type StoreFacts } from '../../src/doctor/check-stores.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import type { Failure, Probe } from '../../src/doctor/ports.ts';
import { profileDuration } from '../../src/identity/role-duration.ts';
import type { Identity } from '../../src/identity/types.ts';

const totp = 'arn:aws:iam::000000000012:mfa/phone';
const other = 'arn:aws:iam::000000000012:mfa/old';
const key = 'arn:aws:iam::000000000012:u2f/user/me/key';
const failure = (code: string, message = 'why', hint = 'do this'): { failure: Failure } => ({
  failure: { code, message, hint },
});
/** `status message | fix`. */
const line = ({ status, message, fix }: Finding) =>
  `${status} ${message}${fix === undefined ? '' : ` | ${fix}`}`;

describe('the MFA device', () => {
  test.each<[string | undefined, Parameters<typeof checkDevice>[1], string | RegExp]>([
    [totp, { value: [totp] }, `ok ${totp}`],
    [totp, { value: [key, totp] }, `ok ${totp}`],
    ['GAHT12345678', { value: ['GAHT12345678'] }, 'ok GAHT12345678'],
    [undefined, { value: [totp] }, /^ok .*phone \(found/],
    [undefined, { value: [totp, key] }, /^ok .*phone \(found/],
    [
      undefined,
      { value: [totp, other] },
      `warning none is configured, and there are 2: ${totp}, ${other} | aws configure set mfa_serial ${totp} --profile dev`,
    ],
    [
      other,
      { value: [totp] },
      `error mfa_serial is ${other}, but the devices of this user are: ${totp} | aws configure set mfa_serial ${totp} --profile dev`,
    ],
    [undefined, { value: [] }, /^error this user has no MFA device \| add one/],
    [totp, { value: [] }, /^error this user has no MFA device, but mfa_serial is .*phone \|/],
    [undefined, { value: [key] }, /^error .*u2f.* is a security key or passkey.* \| aws login/],
    [key, { value: [key] }, /^error .*u2f.* \| aws login/],
    [totp, { value: [key] }, /^error .*u2f.* \| aws login/],
    [totp, failure('AWS_REFUSED'), /^ok .*phone \(AWS does not let/],
    [
      undefined,
      failure('AWS_REFUSED'),
      'error none is configured, and AWS lists none: why | aws configure set mfa_serial ARN --profile dev',
    ],
    [totp, failure('CLOCK_SKEW'), `warning ${totp}, not checked | set the clock first`],
    [
      undefined,
      failure('AWS_UNREACHABLE'),
      'warning none is configured, not checked | repair the endpoint first',
    ],
    [totp, failure('BASE_CREDENTIALS'), /repair the access key first$/],
  ])('%s, and AWS lists %j', (mfaSerial, devices, shown) => {
    expect(line(checkDevice({ mfaSerial, profile: 'dev' }, devices))).toMatch(shown);
  });

  test('of keys in the environment is chosen there too', () => {
    const { fix } = checkDevice({ mfaSerial: undefined, profile: undefined }, { value: [totp, other] });
    expect(fix).toBe(`export MFA_EXEC_MFA_SERIAL=${totp}`);
  });
});

describe('STS', () => {
  const base = { value: { accessKeyId: 'AKIAEXAMPLEWXYZ', secretAccessKey: 's' } };
  const arn = 'arn:aws:iam::000000000012:user/me';
  const limits = { code: 30, signature: 300 };
  const probe = (changes: Partial<Probe>): Probe => ({ host: 'sts.example', milliseconds: 7, ...changes });

  test.each<[Partial<Probe>, RegExp]>([
    [{ arn }, /^ok …WXYZ of arn:aws:iam::000000000012:user\/me$/],
    [{ arn: 'arn:aws:iam::000000000012:root' }, /^warning .*root user.* \| use a key of an IAM user/],
    [failure('BASE_CREDENTIALS'), /^error why \| do this$/],
    [failure('CLOCK_SKEW'), /^warning …WXYZ is not checked \| set the clock first$/],
    [failure('AWS_UNREACHABLE'), /^warning …WXYZ is not checked \| repair the endpoint first$/],
    [failure('AWS_REFUSED'), /^warning …WXYZ is not checked: why \| do this$/],
  ])('on the access key: %j', (answer, shown) => {
    expect(line(checkAccessKey(base, probe(answer)))).toMatch(shown);
  });

  test('is not asked about credentials that there are not', () => {
    expect(line(checkAccessKey(failure('BASE_CREDENTIALS'), probe({})))).toBe('error why | do this');
  });

  test.each<[Partial<Probe>, string | undefined, RegExp]>([
    [{ arn }, undefined, /^ok sts\.example answered in 7 ms$/],
    [{ arn, proxy: 'proxy:3128' }, '/ca.pem', /^ok .*, through the proxy proxy:3128, trusting \/ca\.pem$/],
    [failure('BASE_CREDENTIALS'), undefined, /^ok sts/],
    [failure('AWS_UNREACHABLE'), undefined, /^error why \| do this$/],
    [failure('CONFIG'), undefined, /^error why/],
    [failure('TIMEOUT'), undefined, /^error why/],
  ])('is reached or not: %j, authorities %s', (answer, caBundle, shown) => {
    expect(line(checkEndpoint(probe(answer), caBundle))).toMatch(shown);
  });

  test.each<[number | undefined, RegExp]>([
    [0, /^ok agrees/],
    [-2, /^ok agrees/],
    [30, /^ok this machine's clock is 30 s ahead of AWS's$/],
    [31, /^warning .*31 s ahead.* may be refused \| fix-it$/],
    [-300, /^warning .*300 s behind/],
    [-301, /^error .*301 s behind.*refuses what it signs \| fix-it$/],
    [undefined, /^warning not compared/],
  ])('and the clock: %s s', (skewSeconds, shown) => {
    expect(line(checkClock(probe({ skewSeconds }), limits, 'fix-it'))).toMatch(shown);
  });
});

describe('the profile', () => {
  const identity = (changes: Partial<Identity>): Identity => ({
    profile: 'dev',
    base: { kind: 'static', credentials: { accessKeyId: 'A', secretAccessKey: 's' }, from: 'profile "dev"' },
    roles: [],
    endpoint: { region: 'eu-west-1', partition: 'aws', useFips: false, useDualstack: false },
    region: 'eu-west-1',
    ...changes,
  });
  const process = { kind: 'process', command: 'x', from: 'profile "base"', files: [] } as const;

  test.each<[Parameters<typeof checkProfile>[0], string]>([
    [{ value: identity({}) }, 'ok "dev", its own long-term keys, region eu-west-1'],
    [
      { value: identity({ base: process, roles: [{ arn: 'arn:r' }] }) },
      'ok "dev", credential_process of profile "base", role arn:r, region eu-west-1',
    ],
    [
      { value: identity({ profile: undefined, base: { ...identity({}).base, from: 'the environment' } }) },
      'ok long-term keys of the environment, region eu-west-1',
    ],
    [
      { value: identity({ roles: [{ arn: 'arn:r', durationSeconds: 43_200 }] }) },
      'ok "dev", its own long-term keys, role arn:r, region eu-west-1',
    ],
    [
      { value: identity({ roles: [{ arn: 'arn:r' }, { arn: 'arn:s', durationSeconds: 43_200 }] }) },
      'warning "dev", its own long-term keys, role arn:r, role arn:s, region eu-west-1; ' +
        'the role is assumed by another role: AWS gives it 1h, not 12h | ' +
        'aws configure set duration_seconds 3600 --profile dev',
    ],
    [
      { value: identity({ roles: [{ arn: 'arn:r', ...profileDuration('dev', '60') }] }) },
      'warning "dev", its own long-term keys, role arn:r, region eu-west-1; ' +
        'duration_seconds of profile "dev" is 60, and AWS gives 900 to 43200: asking for 900 | ' +
        'aws configure set duration_seconds 900 --profile dev',
    ],
    [
      { value: identity({ region: undefined }) },
      'warning "dev", its own long-term keys, no region; a command that needs a region must name it, or fails' +
        ' | aws configure set region eu-central-1 --profile dev, or the region that you use',
    ],
    [failure('PROFILE'), 'error why | do this'],
  ])('%#', (found, shown) => {
    expect(line(checkProfile(found))).toBe(shown);
  });
});

describe('settings that no variable says', () => {
  const of = (leftBehind: string[]) =>
    checkSettings({ value: { profile: 'dev', leftBehind } as unknown as Identity }).map(line);

  test('are named', () => {
    expect(of([])).toEqual([]);
    expect(of(['s3', 'cli_binary_format'])).toEqual([
      expect.stringMatching(/^warning s3, cli_binary_format: .*AWS_DEFAULT_PROFILE.* \| have the same s3, /),
    ]);
    expect(checkSettings(failure('PROFILE'))).toEqual([]);
  });
});

describe('keys of a source_profile without a role', () => {
  const check = (section: Section) => {
    const config = { profiles: { dev: section }, services: {}, configPath: 'c', credentialsPath: 'k' };
    return checkBorrowed({ value: { profile: 'dev' } as Identity }, { value: config }).map(line);
  };

  test('are taken by mfa-exec alone', () => {
    expect(check({ source_profile: 'default' })).toEqual([
      expect.stringMatching(
        /^warning "dev" has source_profile and no role_arn: .* \| name the source .*--profile default$/,
      ),
    ]);
    expect(check({ source_profile: 'default', role_arn: 'x' })).toEqual([]);
    expect(check({ source_profile: 'default', aws_access_key_id: 'x' })).toEqual([]);
    expect(check({ region: 'x' })).toEqual([]);
  });
});

describe('the AWS files', () => {
  const facts = (changes: Partial<FilesFacts>): FilesFacts => ({
    config: { path: '/c', exists: true, mode: 0o100600 },
    credentials: { path: '/k', exists: true, mode: 0o100600 },
    profiles: 2,
    dispensable: true,
    ...changes,
  });
  const missing = { config: { path: '/c', exists: false } };

  test.each<[Partial<FilesFacts>, string, string]>([
    [{}, 'ok /c (2 profiles in all)', 'ok /k'],
    [{ config: { path: '/c', exists: true, mode: 0o664 } }, 'ok /c (2 profiles in all)', 'ok /k'],
    [
      { credentials: { path: '/k', exists: true, mode: 0o640 } },
      'ok /c (2 profiles in all)',
      'warning /k can be read by other users (mode 640) | chmod 600 /k',
    ],
    [{ credentials: { path: '/k', exists: true } }, 'ok /c (2 profiles in all)', 'ok /k'],
    [missing, 'ok there is no /c, and none is needed', 'ok /k'],
    [{ ...missing, dispensable: false }, 'warning there is no /c | aws configure', 'ok /k'],
    [
      { config: { path: '/c d', exists: false, isOther: true }, dispensable: false },
      "warning there is no /c d | mv '/c d' '/c d.old' && aws configure",
      'ok /k',
    ],
    [
      {
        credentials: { path: '/dev/null', exists: false, isOther: true, absence: '/dev/null is not a file' },
        named: ['AWS_SHARED_CREDENTIALS_FILE'],
        dispensable: false,
      },
      'ok /c (2 profiles in all)',
      'warning /dev/null is not a file | unset AWS_SHARED_CREDENTIALS_FILE',
    ],
    [
      { wanted: failure('CONFIG', '/k, line 3: bad').failure },
      'ok /c (2 profiles in all)',
      'error /k, line 3: bad | do this',
    ],
    [
      {
        config: { path: '/c', exists: true, refused: failure('CONFIG', '/c, lines 3 and 9: bad').failure },
        credentials: { path: '/k', exists: false, absence: '/k is a folder' },
      },
      'warning /c, lines 3 and 9: bad (the AWS CLI refuses the whole file) | do this',
      'ok /k is a folder, and none is needed',
    ],
  ])('%j', (changes, config, credentials) => {
    expect(checkFiles(facts(changes)).map(line)).toEqual([config, credentials]);
  });
});

describe('the stores', () => {
  const good = (name: StoreFacts['name']): StoreFacts => ({
    name,
    tried: { milliseconds: 3, value: undefined },
  });
  const bad = (name: StoreFacts['name'], code: string): StoreFacts => ({
    name,
    tried: { milliseconds: 3, ...failure(code) },
  });
  const check = (choice: 'auto' | 'keychain' | 'file' | 'none', stores: StoreFacts[], encrypted = false) =>
    checkStores({ choice, stores, fileStoreDir: '/d', encrypted }).map(
      (found) => `${found.check}: ${line(found)}`,
    );

  test.each<[string, string[], string[]]>([
    ['none', check('none', []), ['store: ok none is wanted: each command asks for a code']],
    ['one that works', check('keychain', [good('keychain')]), ['keychain: ok works, 3 ms']],
    ['a file', check('file', [good('file')], true), ['file: ok works in /d, encrypted, 3 ms']],
    [
      'one that fails',
      check('keychain', [bad('keychain', 'STORE_FAILED')]),
      ['keychain: error why | do this'],
    ],
    [
      'one that is not there',
      check('keychain', [bad('keychain', 'STORE_UNAVAILABLE')]),
      ['keychain: error why | do this'],
    ],
    [
      'auto, all there',
      check('auto', [good('keychain'), good('keyctl'), good('file')]),
      [
        'keychain: ok works, 3 ms',
        'keyctl: ok works, 3 ms (in reserve)',
        'file: ok works in /d, 3 ms (in reserve)',
      ],
    ],
    [
      'auto, keychain locked',
      check('auto', [bad('keychain', 'STORE_FAILED'), good('keyctl'), good('file')]),
      [
        'keychain: warning why; sessions go to the kernel keyring | do this',
        'keyctl: ok works, 3 ms',
        'file: ok works in /d, 3 ms (in reserve)',
      ],
    ],
    [
      'auto over ssh, with a kernel keyring',
      check('auto', [bad('keychain', 'STORE_UNAVAILABLE'), good('keyctl'), good('file')]),
      [
        'keychain: ok why; sessions go to the kernel keyring',
        'keyctl: ok works, 3 ms',
        'file: ok works in /d, 3 ms (in reserve)',
      ],
    ],
    [
      'auto, files only',
      check('auto', [bad('keychain', 'STORE_UNAVAILABLE'), bad('keyctl', 'STORE_UNAVAILABLE'), good('file')]),
      [
        'keychain: warning why; sessions go to the file store | do this',
        'keyctl: ok why; it is not needed',
        'file: ok works in /d, 3 ms',
      ],
    ],
    [
      'auto, an unsafe folder in reserve',
      check('auto', [good('keychain'), bad('file', 'STORE_FAILED')]),
      ['keychain: ok works, 3 ms', 'file: warning why | do this'],
    ],
    [
      'auto, nothing works',
      check('auto', [bad('keychain', 'STORE_UNAVAILABLE'), bad('file', 'STORE_FAILED')]),
      ['keychain: error why | do this', 'file: error why | do this'],
    ],
  ])('%s', (_, found, shown) => {
    expect(found).toEqual(shown);
  });
});

describe('the machine', () => {
  test.each([
    ['18.20.0', 'error'],
    ['20.18.3', 'error'],
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
    ['26.1.0', 'ok'],
  ])('Node.js %s: %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  test('no Node is needed where the runtime is inside', () => {
    expect(checkNode('18.0.0', 'Bun 1.4.5')).toMatchObject({ status: 'ok' });
  });

  test.each<[Parameters<typeof checkRunner>[0], RegExp]>([
    [{ kind: 'exec', by: 'libc' }, /^ok .*becomes the command/],
    [{ kind: 'exec', by: 'node', reason: 'no koffi' }, /^warning .*Node's execve.*: no koffi \| npm install/],
    [{ kind: 'child', why: 'windows' }, /^ok .*Windows/],
    [{ kind: 'child', why: 'wanted' }, /^warning .* \| unset MFA_EXEC_RUNNER$/],
    [
      { kind: 'child', why: 'unable', reason: 'no koffi' },
      /^warning .*a signal twice.*limit.*: no koffi \| npm install.*22\.15/,
    ],
  ])('%j', (facts, shown) => {
    expect(line(checkRunner(facts))).toMatch(shown);
  });
});

describe('the environment', () => {
  test.each<[Record<string, string>, string[]]>([
    [{}, ['ok nothing in the way']],
    [{ AWS_PROFILE: 'dev', MFA_EXEC_PROFILE: '' }, ['ok nothing in the way']],
    [
      { MFA_EXEC_STORE: 'file', MFA_EXEC_DURATION: '1h' },
      ['ok nothing in the way (set: MFA_EXEC_DURATION, MFA_EXEC_STORE)'],
    ],
    [
      { AWS_PROFILE: 'dev', AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' },
      [
        'warning AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN come before AWS_PROFILE, as for the AWS CLI | unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
      ],
    ],
    [
      { MFA_EXEC_PROFILE: 'dev', AWS_ACCESS_KEY_ID: 'A' },
      ['warning AWS_ACCESS_KEY_ID are ignored, because MFA_EXEC_PROFILE is set | unset AWS_ACCESS_KEY_ID'],
    ],
    [
      { AWS_PROFILE: 'dev', AWS_DEFAULT_PROFILE: 'other' },
      [
        'warning AWS_DEFAULT_PROFILE and AWS_PROFILE name different profiles: mfa-exec and boto3 take the first, version 2 of the AWS CLI the second | unset AWS_DEFAULT_PROFILE',
      ],
    ],
    [
      { NODE_OPTIONS: '--max-old-space-size=512 --require ./hook.js', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      [
        'warning NODE_OPTIONS runs other code in mfa-exec, which sees the keys | unset NODE_OPTIONS',
        'warning NODE_TLS_REJECT_UNAUTHORIZED=0: mfa-exec verifies all the same, other programs do not | unset NODE_TLS_REJECT_UNAUTHORIZED',
      ],
    ],
    [
      { NODE_OPTIONS: '--inspect' },
      [
        'warning NODE_OPTIONS opens a debugger as mfa-exec starts | mfa-exec -- env NODE_OPTIONS=--inspect COMMAND, without it in the environment',
      ],
    ],
    [{ NODE_OPTIONS: '--enable-source-maps' }, ['ok nothing in the way']],
    [{ MFA_EXEC_REFRESH: '0' }, ['ok nothing in the way (set: MFA_EXEC_REFRESH)']],
    [
      { MFA_EXEC_TOKEN_CODE: '123456', MFA_EXEC_REFRESH: 'yes', MFA_EXEC_PROFLE: 'x' },
      [
        'warning MFA_EXEC_TOKEN_CODE is set, and AWS takes a code only once | unset MFA_EXEC_TOKEN_CODE',
        'warning MFA_EXEC_REFRESH is set: each command asks for a code | unset MFA_EXEC_REFRESH',
        'warning MFA_EXEC_PROFLE means nothing to mfa-exec | unset MFA_EXEC_PROFLE, or did you mean MFA_EXEC_PROFILE?',
      ],
    ],
  ])('%j', (env, shown) => {
    expect(checkEnvironment(env, refusedVariable(env)).map(line)).toEqual(shown);
  });
});
