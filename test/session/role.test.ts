import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { Env, Section } from '../../src/base/ports.ts';
import { buildRequest, type RawOptions } from '../../src/cli/request.ts';
import { noPrompt } from '../../src/mfa/no-prompt.ts';
import { obtainSession } from '../../src/session/obtain.ts';
import type { Session } from '../../src/session/session.ts';
import { DEVICE } from '../fakes/aws.ts';
import { HOUR } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

const ROLE = 'arn:aws:iam::000000000034:role/prod';
const LONG: Section = { role_arn: ROLE, source_profile: 'default', duration_seconds: '43200' };
const AT_PROD = { '--profile': 'prod' };

let world: World;
beforeEach(() => {
  world = new World();
  world.awsFiles.profiles['prod'] = LONG;
  world.aws.codesAreGoodOnce = true;
});

async function obtain(raw: RawOptions, env: Env = {}): Promise<Session> {
  const session = (await obtainSession(buildRequest(raw, env), world.deps(env))).session;
  world.clock.advance(1000);
  return session;
}

async function failure(work: Promise<unknown>): Promise<MfaExecError> {
  const error = await work.then(
    () => expect.unreachable('it should have failed'),
    (reason) => reason,
  );
  world.clock.advance(1000);
  return error;
}

/** Codes that AWS takes, and that the person types. */
function codes(...answers: string[]): void {
  for (const code of answers) world.aws.goodCodes.add(code);
  world.prompt.answers = answers;
}

const calls = () => world.takeJournal().filter((line) => /^(aws|prompt|sleep)/.test(line));
const lifeOf = (session: Session) => session.expiresAt - session.issuedAt;
const durations = () => world.aws.assumed.map(({ by, role }) => [by, role.durationSeconds]);

describe('a role of more than an hour', () => {
  test('is assumed once with the long-term keys, device and code, and serves for its life', async () => {
    const session = await obtain(AT_PROD);
    expect(calls()).toEqual(['prompt.askCode', 'aws.assumeRole']);
    expect(durations()).toEqual([['AKIAONE', 43_200]]);
    expect(lifeOf(session)).toBe(12 * HOUR);
    expect(session.label).toMatchObject({ mfaSerial: DEVICE, roleArn: ROLE, profile: 'prod' });
    world.clock.advance(11 * HOUR);
    expect((await obtain(AT_PROD)).accessKeyId).toBe(session.accessKeyId);
    expect(calls()).toEqual([]);
    expect(world.reporter.infos).toEqual([]);
  });

  test.each<[title: string, raw: RawOptions, env: Env, seconds: number]>([
    ['--role-duration', { '--role-duration': '4h' }, {}, 14_400],
    ['its variable', {}, { MFA_EXEC_ROLE_DURATION: '4h' }, 14_400],
    ['--role-duration with --role-arn', { '--role-arn': `${ROLE}2`, '--role-duration': '12h' }, {}, 43_200],
  ])('by %s', async (_title, raw, env, seconds) => {
    world.awsFiles.profiles['prod'] = { role_arn: ROLE, source_profile: 'default' };
    await obtain({ ...AT_PROD, ...raw }, env);
    expect(durations()).toEqual([['AKIAONE', seconds]]);
  });

  test('--role-duration 1h is less than the profile asks for, and needs no code of its own', async () => {
    await obtain({});
    await obtain({ ...AT_PROD, '--role-duration': '1h', '--no-prompt': true });
    expect(durations()).toEqual([['ASIA1', 3600]]);
  });

  test('with keys of a credential_process and a fixed code', async () => {
    world.awsFiles.profiles['default'] = { credential_process: 'print-keys', mfa_serial: DEVICE };
    world.prompt.answers = [];
    await obtain({ ...AT_PROD, '--token-code': '123456' });
    expect(durations()).toEqual([['AKIAPROCESS', 43_200]]);
  });

  test('with credential_source = Environment', async () => {
    const { source_profile: _, ...rest } = LONG;
    world.awsFiles.profiles['prod'] = { ...rest, credential_source: 'Environment', mfa_serial: DEVICE };
    await obtain(AT_PROD, { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'not-a-real-secret' });
    expect(durations()).toEqual([['AKIAENV', 43_200]]);
  });

  test('lasts an hour where nobody can be asked and the user’s session is there', async () => {
    await obtain({});
    const request = buildRequest({ ...AT_PROD, '--no-prompt': true }, {});
    const { session } = await obtainSession(request, { ...world.deps(), prompt: noPrompt });
    expect(lifeOf(session)).toBe(HOUR);
    expect(world.reporter.infos).toEqual([
      `a session of ${ROLE} for 12h needs a code, and nobody can be asked: it lasts 1h`,
    ]);
  });

  test('fails at once where nobody can be asked and nothing is cached', async () => {
    expect(await failure(obtain({ ...AT_PROD, '--no-prompt': true }))).toMatchObject({
      code: 'PROMPT_UNAVAILABLE',
    });
    expect(calls()).toEqual([]);
  });
});

describe('a role whose maximum is less than was asked for', () => {
  beforeEach(() => {
    world.aws.roleLimits.set(ROLE, 14_400);
  });

  test.each([true, false])('lasts an hour; AWS used the code up: %s', async (usesUp) => {
    world.aws.usesUpCodes = usesUp;
    codes('123456', '222222');
    expect(lifeOf(await obtain(AT_PROD))).toBe(HOUR);
    const trade = ['aws.getSessionToken', ...(usesUp ? ['prompt.askCode', 'aws.getSessionToken'] : [])];
    expect(calls()).toEqual(['prompt.askCode', 'aws.assumeRole', ...trade, 'aws.assumeRole']);
    expect(world.reporter.infos).toEqual([
      expect.stringMatching(/^too long: it lasts 1h \(duration_seconds/),
    ]);

    // From then on AWS is not asked for it, nor a person for a code.
    world.clock.advance(HOUR);
    expect(lifeOf(await obtain(AT_PROD))).toBe(HOUR);
    expect(calls()).toEqual(['aws.assumeRole']);
    expect(world.reporter.infos).toHaveLength(1);
    expect(lifeOf(await obtain({ ...AT_PROD, '--role-duration': '4h', '--token-code': '333333' }))).toBe(
      HOUR,
    );
  });

  test('lasts an hour by the user’s session that is cached, and costs no second code', async () => {
    codes('123456', '222222');
    await obtain({});
    calls();
    expect(lifeOf(await obtain(AT_PROD))).toBe(HOUR);
    expect(calls()).toEqual(['prompt.askCode', 'aws.assumeRole', 'aws.assumeRole']);
  });

  test('waits for the next code of a program', async () => {
    const printed = ['123456', '222222'];
    codes(...printed);
    const mfaProcess = { run: async () => printed.shift() ?? '' };
    const request = buildRequest({ ...AT_PROD, '--mfa-process': 'print' }, {});
    const { session } = await obtainSession(request, { ...world.deps(), mfaProcess: async () => mfaProcess });
    expect(lifeOf(session)).toBe(HOUR);
    expect(calls()).toContain('sleep 26 s');
  });

  test('may be had for what it gives', async () => {
    expect(lifeOf(await obtain({ ...AT_PROD, '--role-duration': '4h' }))).toBe(4 * HOUR);
  });
});

describe('a chain of two roles', () => {
  test('gets an hour, and is told so once', async () => {
    world.awsFiles.profiles['far'] = { ...LONG, role_arn: `${ROLE}-far`, source_profile: 'prod' };
    for (let hours = 0; hours < 3; hours++) {
      await obtain({ '--profile': 'far' });
      world.clock.advance(HOUR);
    }
    expect(world.aws.assumed.every(({ role }) => (role.durationSeconds ?? 3600) <= 3600)).toBe(true);
    expect(world.reporter.infos).toEqual([
      `${ROLE}-far is assumed by another role: AWS gives it 1h, not 12h`,
    ]);
    expect(world.prompt.questions).toHaveLength(1);
  });
});

test('no numbers and no chain make AWS refuse a duration', async () => {
  const seconds = fc.oneof(fc.constantFrom('12h', '', '900', '3600', '3601'), fc.integer().map(String));
  await fc.assert(
    fc.asyncProperty(
      seconds,
      seconds,
      fc.option(fc.integer({ min: 900, max: 43_200 })),
      async (a, b, own) => {
        world = new World();
        world.prompt.answers = Array(9).fill('123456');
        world.awsFiles.profiles['prod'] = { ...LONG, duration_seconds: a };
        world.awsFiles.profiles['far'] = {
          role_arn: `${ROLE}-far`,
          source_profile: 'prod',
          duration_seconds: b,
        };
        world.aws.roleLimits.set(ROLE, 3600);
        const option: RawOptions = own === null ? {} : { '--role-duration': `${own}s` };
        // The fake throws a RangeError where AWS would refuse the number.
        for (const profile of ['prod', 'far'])
          await obtain({ ...option, '--profile': profile, '--refresh': true });
      },
    ),
  );
});

describe('a role that denies a cached session', () => {
  const SHORT: Section = { role_arn: ROLE, source_profile: 'default' };
  /** As `aws:MultiFactorAuthAge` has it: only the newest session will do. */
  let newest = '';

  beforeEach(async () => {
    world.awsFiles.profiles['prod'] = SHORT;
    codes('123456', '222222', '333333');
    await obtain({});
    calls();
    world.aws.denies = ({ accessKeyId }) => accessKeyId !== newest;
    newest = 'ASIA2';
  });

  test('is assumed after a new code, of which a person is told the reason', async () => {
    const session = await obtain(AT_PROD);
    expect(session.accessKeyId).toBe('ASIA3');
    expect(calls()).toEqual(['aws.assumeRole', 'prompt.askCode', 'aws.getSessionToken', 'aws.assumeRole']);
    expect(world.prompt.questions.at(-1)?.problem).toBe(
      'AWS denies it with a code of before: it may want a new one',
    );
    expect((await obtain({})).accessKeyId).toBe('ASIA2');
  });

  test('for good costs one code in vain, and no more while the user’s session lives', async () => {
    newest = 'nobody';
    expect(await failure(obtain(AT_PROD))).toMatchObject({ code: 'ROLE_DENIED', hint: 'ask someone' });
    expect(calls()).toContain('prompt.askCode');
    for (let round = 0; round < 3; round++) {
      const error = await failure(obtain(AT_PROD));
      expect(error.hint).toBe(
        'ask someone; to try a new code all the same: mfa-exec login --refresh --profile prod',
      );
      expect(calls()).toEqual(['aws.assumeRole']);
    }
  });

  test('remembers the denials of several roles, each asked for once', async () => {
    newest = 'nobody';
    for (const profile of ['admin', 'audit', 'admin', 'audit', 'admin']) {
      await failure(obtain({ '--profile': profile }));
    }
    expect(world.prompt.questions).toHaveLength(3);
  });

  test('is asked nothing when its first session was new', async () => {
    newest = 'nobody';
    world.store.entries.clear();
    await failure(obtain(AT_PROD));
    expect(calls()).toEqual(['prompt.askCode', 'aws.getSessionToken', 'aws.assumeRole']);
    await failure(obtain(AT_PROD));
    expect(calls()).toEqual(['aws.assumeRole']);
  });

  test.each(['--no-prompt', 'no terminal'])('says what to do: %s', async (why) => {
    const nobody = new MfaExecError('PROMPT_UNAVAILABLE', 'nobody');
    const prompt = { askCode: () => Promise.reject(nobody), choose: () => Promise.reject(nobody) };
    const request = buildRequest({ ...AT_PROD, '--no-prompt': why === '--no-prompt' }, {});
    const error = await failure(obtainSession(request, { ...world.deps(), prompt }));
    expect(error).toMatchObject({
      code: 'ROLE_DENIED',
      message: 'AWS denies it',
      hint: 'the role may want a recent code: `mfa-exec login --refresh --profile prod` in a terminal; if not, ask someone',
    });
    // The command of the hint does it, as does asking when somebody is there.
    await obtain({ ...AT_PROD, '--refresh': true });
  });

  test('is no reason to ask in a chain: a role’s session has no code', async () => {
    newest = 'nobody';
    world.aws.denies = (_base, { arn }) => arn.endsWith('far');
    await failure(obtain({ '--profile': 'chained' }));
    expect(calls()).toEqual(['aws.assumeRole', 'aws.assumeRole']);
  });

  test('sixteen at once ask once', async () => {
    await Promise.all(Array.from({ length: 16 }, () => obtain(AT_PROD)));
    expect(world.prompt.questions).toHaveLength(2);
  });
});

describe('options that a cached session does not have', () => {
  const note = (options: string) =>
    `a cached session is used, so ${options} had no effect (--refresh gets a new session)`;

  test.each<[raw: RawOptions, env: Env, infos: string[]]>([
    [{ '--duration': '15m' }, {}, [note('--duration 15m')]],
    [{}, { MFA_EXEC_DURATION: '15m' }, [note('MFA_EXEC_DURATION=15m')]],
    [{ '--duration': '12h' }, {}, []],
    [{ '--mfa-serial': 'GAHT1' }, {}, [note('--mfa-serial GAHT1')]],
    [{ '--mfa-serial': DEVICE }, {}, []],
    [{ '--token-code': '222222' }, {}, [note('--token-code')]],
    [{}, { MFA_EXEC_TOKEN_CODE: '222222' }, []],
    [{ '--mfa-process': 'print' }, {}, []],
    [{ '--role-duration': '1h' }, {}, []],
    [{ '--duration': '1h', '--mfa-serial': 'GAHT1' }, {}, [note('--duration 1h and --mfa-serial GAHT1')]],
  ])('%j %j', async (raw, env, infos) => {
    await obtain({});
    await obtain(raw, env);
    expect(world.reporter.infos).toEqual(infos);
  });

  test.each<[raw: RawOptions, infos: string[]]>([
    [{ '--role-duration': '1h' }, [note('--role-duration 1h')]],
    [{ '--role-duration': '12h' }, []],
    [{}, []],
  ])('a role’s: %j', async (raw, infos) => {
    await obtain(AT_PROD);
    await obtain({ ...AT_PROD, ...raw });
    expect(world.reporter.infos).toEqual(infos);
  });

  test('those of the session behind a role: said once', async () => {
    world.awsFiles.profiles['prod'] = { role_arn: ROLE, source_profile: 'default' };
    await obtain({});
    await obtain({ ...AT_PROD, '--duration': '1h' });
    await obtain({ ...AT_PROD, '--duration': '1h' });
    expect(world.reporter.infos).toEqual([note('--duration 1h'), note('--duration 1h')]);
  });

  test('--role-duration without a role: said where it was typed', async () => {
    codes('123456', '222222', '333333');
    await obtain({}, { MFA_EXEC_ROLE_DURATION: '2h' });
    await obtain({ '--profile': 'admin', '--role-duration': '1h', '--refresh': true });
    expect(world.reporter.infos).toEqual([]);
    await obtain({ '--role-duration': '2h', '--refresh': true });
    expect(world.reporter.infos).toEqual(['--role-duration 2h has no effect: there is no role']);
  });

  test('with --refresh all of them count', async () => {
    codes('123456', '222222');
    await obtain({});
    await obtain({ '--duration': '15m', '--refresh': true });
    expect(world.reporter.infos).toEqual([]);
  });

  test('an entry of an older version does not tell', async () => {
    await obtain({});
    for (const [key, text] of world.store.entries) {
      const { origin: _, ...old } = JSON.parse(text);
      world.store.entries.set(key, JSON.stringify(old));
    }
    await obtain({ '--duration': '15m' });
    expect(world.reporter.infos).toEqual([]);
  });
});
