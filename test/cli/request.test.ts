import { describe, expect, it, test } from 'vitest';
import type { Env } from '../../src/base/ports.ts';
import { buildRequest, type RawOptions } from '../../src/cli/request.ts';
import type { Request } from '../../src/identity/request.ts';
import { OPTIONS, type OptionName } from '../../src/options.ts';

test('without options or twins', () => {
  expect(buildRequest({}, {})).toEqual({
    profile: undefined,
    mfaSerial: undefined,
    tokenCode: undefined,
    mfaProcess: undefined,
    durationSeconds: 43_200,
    roleDurationSeconds: undefined,
    minTtlMs: 300_000,
    roleArn: undefined,
    region: undefined,
    store: 'auto',
    prompt: true,
    refresh: false,
    server: false,
    keepProfile: false,
    quiet: false,
    verbose: false,
    given: {},
  } satisfies Request);
});

const ROLE = 'arn:aws:iam::000000000012:role/one';

describe.each<
  [name: OptionName, field: keyof Request, first: string, Request[keyof Request], second: string]
>([
  ['--profile', 'profile', 'dev', 'dev', 'prod'],
  ['--mfa-serial', 'mfaSerial', 'GAHT1', 'GAHT1', 'GAHT2'],
  ['--token-code', 'tokenCode', '123 456', '123456', '654321'],
  ['--mfa-process', 'mfaProcess', 'print one', 'print one', 'print two'],
  ['--duration', 'durationSeconds', '1h30m', 5400, '36h'],
  ['--role-duration', 'roleDurationSeconds', '12h', 43_200, '15m'],
  ['--min-ttl', 'minTtlMs', '90s', 90_000, '0'],
  ['--role-arn', 'roleArn', ROLE, ROLE, `${ROLE}-two`],
  ['--region', 'region', 'eu-west-1', 'eu-west-1', 'eu-west-2'],
  ['--store', 'store', 'none', 'none', 'file'],
])('%s', (name, field, first, value, second) => {
  const twin = OPTIONS.find((option) => option.name === name)?.env ?? '';

  it('is taken from the command line, then from its twin', () => {
    expect(buildRequest({ [name]: first }, {})[field]).toBe(value);
    expect(buildRequest({}, { [twin]: first })[field]).toBe(value);
    expect(buildRequest({ [name]: first }, { [twin]: second })[field]).toBe(value);
  });

  it('is as absent with an empty twin', () => {
    expect(buildRequest({}, { [twin]: '' })[field]).toBe(buildRequest({}, {})[field]);
  });

  it('is refused empty, whatever the twin says', () => {
    expect(() => buildRequest({ [name]: '' }, { [twin]: first })).toThrow(`${name} is empty`);
  });
});

describe.each<[name: OptionName, field: keyof Request, set: boolean]>([
  ['--no-prompt', 'prompt', false],
  ['--refresh', 'refresh', true],
  ['--quiet', 'quiet', true],
  ['--verbose', 'verbose', true],
])('%s', (name, field, set) => {
  const twin = OPTIONS.find((option) => option.name === name)?.env ?? '';

  it.each<[typed: boolean | undefined, text: string | undefined, on: boolean]>([
    [undefined, undefined, false],
    [true, undefined, true],
    [true, '0', true],
    [false, '1', false],
    ...['1', 'true', 'YES', 'on'].map((text): [undefined, string, boolean] => [undefined, text, true]),
    ...['', '0', 'false', 'No', 'off'].map((text): [undefined, string, boolean] => [undefined, text, false]),
  ])('typed %s, in the environment %j', (typed, text, on) => {
    expect(buildRequest({ [name]: typed }, { [twin]: text })[field]).toBe(on ? set : !set);
  });

  it('is refused where the twin is neither', () => {
    expect(() => buildRequest({}, { [twin]: 'maybe' })).toThrow(`${twin} is neither true nor false`);
  });
});

describe('what is refused', () => {
  it.each<[raw: RawOptions, env: Env, message: RegExp]>([
    [{ '--duration': '14m59s' }, {}, /^--duration: .*15m to 36h/],
    [{}, { MFA_EXEC_DURATION: '37h' }, /^MFA_EXEC_DURATION: .*15m to 36h/],
    [{ '--duration': '8' }, {}, /^--duration: 8 is seconds, and AWS gives 15m to 36h/],
    [{ '--role-duration': '14m' }, {}, /^--role-duration: a role's session cannot last 14m: .*15m to 12h/],
    [{}, { MFA_EXEC_ROLE_DURATION: '13h' }, /^MFA_EXEC_ROLE_DURATION: a role's session cannot last 13h/],
    [{ '--duration': 'soon' }, {}, /^--duration: "soon" is not a duration/],
    [{}, { MFA_EXEC_MIN_TTL: '-5m' }, /^MFA_EXEC_MIN_TTL: /],
    [{ '--store': 'cloud' }, {}, /^--store: there is no store 'cloud'/],
    [{}, { MFA_EXEC_STORE: 'Keychain' }, /^MFA_EXEC_STORE: there is no store 'Keychain'/],
    [{ '--duration': '1h', '--min-ttl': '1h' }, {}, /^--min-ttl must be less than --duration/],
    [{ '--min-ttl': '12h' }, {}, /^--min-ttl must be less than --duration/],
  ])('%j with %j', (raw, env, message) => {
    expect(() => buildRequest(raw, env)).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        hint: expect.any(String),
        message: expect.stringMatching(message),
      }),
    );
  });

  it.each<[raw: RawOptions, env: Env, code: string, message: RegExp]>([
    [{ '--role-arn': 'admin' }, {}, 'ROLE', /^--role-arn: "admin" is not the ARN of a role/],
    [{}, { MFA_EXEC_ROLE_ARN: 'x' }, 'ROLE', /^MFA_EXEC_ROLE_ARN: "x" is not/],
    [{}, { MFA_EXEC_REGION: 'bad region' }, 'CONFIG', /^MFA_EXEC_REGION: "bad region" is not a region/],
  ])('%j with %j, named by where it stands', (raw, env, code, message) => {
    expect(() => buildRequest(raw, env)).toThrow(
      expect.objectContaining({ code, hint: expect.any(String), message: expect.stringMatching(message) }),
    );
  });

  it.each(['', '12345', '1234567', 'secret', '１２３４５６'])(
    'the code %j, which is not repeated',
    (code) => {
      const refused = (): Request => buildRequest({}, { MFA_EXEC_TOKEN_CODE: `${code} ` });
      expect(refused).toThrow(
        expect.objectContaining({
          code: 'MFA_CODE_FORMAT',
          message: 'MFA_EXEC_TOKEN_CODE: an MFA code has six digits',
        }),
      );
    },
  );
});
