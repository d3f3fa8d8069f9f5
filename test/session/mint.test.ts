import { describe, expect, it, test } from 'vitest';
import type { MfaExecError } from '../../src/base/errors.ts';
import { buildRequest, type RawOptions } from '../../src/cli/request.ts';
import type { Identity } from '../../src/identity/types.ts';
import { mintRoleSession, mintUserSession } from '../../src/session/mint.ts';
import { DEVICE } from '../fakes/aws.ts';
import { START } from '../fakes/clock.ts';
import { HOUR, SECRET, sampleSession } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

const IDENTITY: Identity = {
  profile: 'dev',
  base: {
    kind: 'static',
    credentials: { accessKeyId: 'AKIAONE', secretAccessKey: SECRET },
    from: 'profile "dev"',
  },
  mfaSerial: DEVICE,
  roles: [],
  endpoint: { region: 'eu-central-1', partition: 'aws', useFips: false, useDualstack: false },
};

const mint = (world: World, identity: Partial<Identity> = {}, raw: RawOptions = {}) =>
  mintUserSession({ ...IDENTITY, ...identity }, buildRequest(raw, {}), world.deps());

const failure = (work: Promise<unknown>): Promise<MfaExecError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  );

describe('a code that a person types', () => {
  test('is asked for with the device and the profile', async () => {
    const world = new World();
    await mint(world);
    expect(world.prompt.questions).toEqual([{ mfaSerial: DEVICE, profile: 'dev', problem: undefined }]);
  });

  test('is asked for again when AWS refuses it, three times in all', async () => {
    const world = new World();
    world.prompt.answers = ['000001', '000002', '000003', '123456'];
    expect((await failure(mint(world))).code).toBe('MFA_CODE_REFUSED');
    expect(world.prompt.questions.map(({ problem }) => problem)).toEqual([
      undefined,
      'AWS refused the code; each works once: wait for the next one, in 25 s',
      'AWS refused the code; each works once: wait for the next one, in 25 s',
    ]);
    expect(world.aws.calls.map(({ tokenCode }) => tokenCode)).toEqual(['000001', '000002', '000003']);
  });

  test('serves at the third attempt', async () => {
    const world = new World();
    world.prompt.answers = ['000001', '000002', '123456'];
    expect((await mint(world)).accessKeyId).toBe('ASIA1');
  });

  test.each([
    ['123 456', '123456'],
    [' 123-456\n', '123456'],
  ])('%j goes to STS as six digits', async (answer, code) => {
    const world = new World();
    world.prompt.answers = [answer];
    await mint(world);
    expect(world.aws.calls.map(({ tokenCode }) => tokenCode)).toEqual([code]);
  });

  test('that has not six digits costs neither a call nor an attempt', async () => {
    const world = new World();
    world.prompt.answers = ['', '12345', 'hunter2', '000001', '1234567', '000002', '123456'];
    await mint(world);
    expect(world.aws.calls).toHaveLength(3);
    const problems = world.prompt.questions.map(({ problem }) => problem);
    expect(problems.slice(0, 4)).toEqual([undefined, ...Array(3).fill('an MFA code has six digits')]);
    expect(problems.join()).not.toContain('hunter2');
  });

  test.each([
    [0, 25],
    [24_000, 1],
    [24_999, 1],
    [25_000, 30],
    [54_000, 1],
  ])('that was refused already costs no call: %i ms on, the next comes in %i s', async (ms, seconds) => {
    const world = new World();
    world.prompt.answers = ['000001', '000 001', '000002', '000001', '123456'];
    world.clock.advance(ms);
    await mint(world);
    const refused = `AWS refused the code; each works once: wait for the next one, in ${seconds} s`;
    const used = `you entered that one just now: the next code comes in ${seconds} s`;
    expect(world.prompt.questions.map(({ problem }) => problem)).toEqual([
      undefined,
      refused,
      used,
      refused,
      used,
    ]);
    expect(world.aws.calls).toHaveLength(3);
  });

  test('is said to come by the clock of AWS', async () => {
    const world = new World();
    world.prompt.answers = ['000001', '000001', '123456'];
    world.aws.skew = -7;
    await mint(world);
    expect(world.prompt.questions.at(2)?.problem).toBe(
      'you entered that one just now: the next code comes in 18 s',
    );
  });

  test.each([
    ['that are not six digits', 'none', 'MFA_CODE_FORMAT'],
    ['that were refused', '000001', 'MFA_CODE_REFUSED'],
  ])('is not asked for for ever: ten answers %s are enough', async (_, answer, code) => {
    const world = new World();
    world.prompt.answers = Array(20).fill(answer);
    expect((await failure(mint(world))).code).toBe(code);
    expect(world.prompt.questions.length).toBeLessThanOrEqual(12);
  });

  test('is not asked for again when something else is wrong', async () => {
    const world = new World();
    world.aws.getSessionToken = () => Promise.reject(new TypeError('oops'));
    await expect(mint(world)).rejects.toThrow('oops');
    expect(world.prompt.questions).toHaveLength(1);
  });

  test('Ctrl-C at the second question ends it', async () => {
    const world = new World();
    world.prompt.answers = ['000001'];
    expect((await failure(mint(world))).code).toBe('PROMPT_CANCELLED');
  });
});

describe('a code from elsewhere', () => {
  it.each<[title: string, identity: Partial<Identity>, raw: RawOptions, journal: string[]]>([
    ['--token-code', {}, { '--token-code': '654 321' }, ['aws.getSessionToken']],
    ['--mfa-process', {}, { '--mfa-process': 'print' }, ['mfaProcess', 'aws.getSessionToken']],
    ['mfa_process of the profile', { mfaProcess: 'print' }, {}, ['mfaProcess', 'aws.getSessionToken']],
    [
      '--token-code rather than a program',
      { mfaProcess: 'print' },
      { '--token-code': '654321', '--mfa-process': 'print' },
      ['aws.getSessionToken'],
    ],
  ])('%s: asked for once', async (_title, identity, raw, journal) => {
    const world = new World();
    world.processCode = '654 321';
    world.aws.goodCodes.add('654321');
    expect((await mint(world, identity, raw)).accessKeyId).toBe('ASIA1');
    expect(world.journal).toEqual(journal);
    expect(world.aws.calls.map(({ tokenCode }) => tokenCode)).toEqual(['654321']);
  });

  test('a fixed code that AWS refuses is not sent again, and nobody is told to look at a device', async () => {
    const world = new World();
    const error = await failure(mint(world, {}, { '--token-code': '654321' }));
    expect(error).toMatchObject({
      code: 'MFA_CODE_REFUSED',
      hint: 'each code works once: give the next one, in 25 s',
    });
    expect(world.aws.calls).toHaveLength(1);
  });

  test.each([0, 24_999, 25_000, 29_500])(
    'a program whose code AWS refuses is run again when the next is due: %i ms on',
    async (ms) => {
      const world = new World();
      world.clock.advance(ms);
      const codes = ['000001', '123456'];
      const steps: number[] = [];
      const mfaProcess = {
        run: async () => {
          steps.push(Math.floor(world.clock.now() / 30_000));
          return codes.shift() ?? '';
        },
      };
      const request = buildRequest({ '--mfa-process': 'print' }, {});
      const session = await mintUserSession(IDENTITY, request, {
        ...world.deps(),
        mfaProcess: async () => mfaProcess,
      });
      expect(session.accessKeyId).toBe('ASIA1');
      expect(steps[1]).toBe((steps[0] ?? 0) + 1);
      expect(world.journal.filter((line) => line.startsWith('sleep'))).toHaveLength(1);
      expect(world.clock.now() - START - ms).toBeLessThanOrEqual(31_000);
      expect(world.reporter.infos.join()).toMatch(/^AWS refused the code; trying once more .* in \d+ s$/);
    },
  );

  test('a program is run twice at most', async () => {
    const world = new World();
    world.processCode = '000001';
    const error = await failure(mint(world, {}, { '--mfa-process': 'print' }));
    expect(error).toMatchObject({
      code: 'MFA_CODE_REFUSED',
      hint: expect.stringContaining('run the mfa_process by hand'),
    });
    expect(world.journal).toEqual([
      'mfaProcess',
      'aws.getSessionToken',
      'sleep 26 s',
      'mfaProcess',
      'aws.getSessionToken',
    ]);
  });

  test('--mfa-process beats mfa_process of the profile', async () => {
    const world = new World();
    const commands: string[] = [];
    const mfaProcess = async () => ({
      run: async (command: string) => {
        commands.push(command);
        return '123456';
      },
    });
    const request = buildRequest({ '--mfa-process': 'mine' }, {});
    await mintUserSession({ ...IDENTITY, mfaProcess: 'its' }, request, {
      ...world.deps(),
      mfaProcess,
    });
    expect(commands).toEqual(['mine']);
  });

  test('a program that prints no code is an error before any call', async () => {
    const world = new World();
    world.processCode = 'locked';
    expect((await failure(mint(world, { mfaProcess: 'print' }))).code).toBe('MFA_CODE_FORMAT');
    expect(world.aws.calls).toEqual([]);
  });
});

describe('base credentials from a program', () => {
  const base = { kind: 'process', command: 'print-keys', from: 'profile "dev"', files: [] } as const;

  test('are fetched before anybody is asked', async () => {
    const world = new World();
    await mint(world, { base });
    expect(world.journal).toEqual([
      'credentialProcess',
      'store.list',
      'prompt.askCode',
      'aws.getSessionToken',
    ]);
  });
});

describe('what a session is labelled with', () => {
  test('a user’s', async () => {
    const world = new World();
    const endpoint = { ...IDENTITY.endpoint, stsUrl: 'http://127.0.0.1:1' };
    const session = await mint(world, { endpoint });
    expect(session.label).toEqual({ profile: 'dev', mfaSerial: DEVICE, endpoint: 'http://127.0.0.1:1' });
    expect([session.issuedAt, session.expiresAt]).toEqual([START, START + 12 * HOUR]);
  });

  test('a role’s: the device is that of the session behind it', async () => {
    const world = new World();
    const role = { arn: 'arn:aws:iam::000000000012:role/admin', durationSeconds: 900 };
    const source = sampleSession({ label: { mfaSerial: 'GAHT12345678' } });
    const session = await mintRoleSession(IDENTITY, role, source, world.deps());
    expect(session.label).toMatchObject({ profile: 'dev', mfaSerial: 'GAHT12345678', roleArn: role.arn });
    expect(session.expiresAt).toBe(START + 900_000);
    expect(world.aws.assumed).toMatchObject([
      { by: 'ASIASAMPLE', role: { ...role, sessionName: 'mfa-exec' } },
    ]);
    expect(world.journal).toEqual(['aws.assumeRole']);
  });

  test.each([
    [undefined, 'mfa-exec-phone'],
    ['mine', 'mine'],
  ])('AWS’s logs: a role session whose name is %j is called %s', async (sessionName, name) => {
    const world = new World();
    const source = sampleSession({ label: { mfaSerial: DEVICE } });
    await mintRoleSession(
      IDENTITY,
      { arn: 'arn:aws:iam::000000000012:role/a', sessionName },
      source,
      world.deps(),
    );
    expect(world.aws.assumed.map(({ role }) => role.sessionName)).toEqual([name]);
  });
});
