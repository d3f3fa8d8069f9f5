import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Env } from '../../src/base/ports.ts';
import { childEnv, shellChanges } from '../../src/session/child-env.ts';
import { inheritedSession, MARKER, SESSION_VARIABLES, undoChanges } from '../../src/session/marker.ts';
import type { SessionNames } from '../../src/session/marker-text.ts';
import { anyValue } from '../fakes/arbitrary.ts';
import { NAMES, sampleSession } from '../fakes/session.ts';

const ours = childEnv(
  { PATH: '/bin' },
  { session: sampleSession(), key: 'session-k', user: 'session-u', names: NAMES },
);

test('what an outer mfa-exec put there is recognised', () => {
  expect(inheritedSession(ours)).toMatchObject({
    key: 'session-k',
    user: 'session-u',
    outerEnv: { PATH: '/bin' },
  });
});

describe('is not taken for ours', () => {
  it.each<[title: string, change: Env]>([
    ['another access key', { AWS_ACCESS_KEY_ID: 'ASIAFOREIGN' }],
    ['no access key', { AWS_ACCESS_KEY_ID: undefined }],
    ['no secret', { AWS_SECRET_ACCESS_KEY: '' }],
    ['no token', { AWS_SESSION_TOKEN: undefined }],
    ['no end', { AWS_CREDENTIAL_EXPIRATION: undefined }],
    ['an end that is no time', { AWS_CREDENTIAL_EXPIRATION: 'tomorrow' }],
    ['no marker', { [MARKER]: undefined }],
    ['an empty marker', { [MARKER]: '' }],
    ['a marker with too few parts', { [MARKER]: 'session-k:session-u' }],
    ['a marker of another session', { [MARKER]: 'session-k:session-u:000000000000:' }],
  ])('%s', (_title, change) => {
    expect(inheritedSession({ ...ours, ...change })).toBeUndefined();
  });
});

describe('a marker that comes from elsewhere', () => {
  const mark = ours[MARKER] ?? '';
  it.each<[title: string, text: string]>([
    ['of the first version', 'session-k:session-u:0123456789ab:'],
    ['of a version to come', mark.replace(/^2/, '3')],
    ['with a field that is not known', `${mark}:policy=x`],
    ['with a field twice', `${mark}:key=session-other`],
    ['with a variable that mfa-exec does not set', `${mark}:set=PATH=0123456789ab=/evil`],
    ['with a fingerprint that is none', `${mark}:set=AWS_REGION=x`],
    ['with a variable that it does not keep', `${mark}:lost=LD_PRELOAD=x`],
    ['with a control character', `${mark.replace(':dev:', ':de\nv:')}`],
    ['with an encoded control character in a name', mark.replace(':dev:', ':de%0Av:')],
    ['with a role that is none', `${mark}:role=arn%3Aaws`],
    ['with a region that is none', `${mark}:region=evil.example/`],
    ['with a key that is none', mark.replace('key=session-k', 'key=../x')],
    ['with a duration that is none', `${mark}:seconds=1e3`],
    ['with another word for gone', `${mark}:keys=here`],
    ['that is too long', `${mark}:mfa=${'x'.repeat(20_000)}`],
  ])('%s is not taken for ours', (_title, text) => {
    expect(inheritedSession({ ...ours, [MARKER]: text })).toBeUndefined();
  });

  test('that has all there is comes back as it was', () => {
    const names: SessionNames = {
      ...NAMES,
      profile: 'my: 100%, "team"=é',
      roleArn: 'arn:aws:iam::000000000012:role/a=b,c',
      roleDurationSeconds: 43_200,
      region: 'eu-west-1',
      mfaSerial: 'arn:aws:iam::000000000012:mfa/me',
      keysGone: true,
      exported: true,
    };
    const parent = { AWS_PROFILE: 'a:b', AWS_ACCOUNT_ID: '1', AWS_REGION: 'x\n:y' };
    const settings = { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_S3: 'http://x' };
    const child = { session: sampleSession(), key: 'session-k', user: 'session-u', names, settings };
    const inherited = inheritedSession(childEnv(parent, child));
    expect(inherited).toMatchObject({ names, settings, lost: { AWS_PROFILE: 'a:b', AWS_ACCOUNT_ID: '1' } });
    expect(inherited?.outerEnv).toEqual({ AWS_REGION: 'x\n:y', AWS_ACCOUNT_ID: '1' });
  });
});

test('the profile stands where a shell prompt finds it', () => {
  expect(ours[MARKER]?.split(':')[1]).toBe('dev');
});

describe('what takes the session out of a shell again', () => {
  const parent = { AWS_PROFILE: 'dev', AWS_REGION: 'eu-west-1', AWS_ACCOUNT_ID: '1', HOME: '/h' };
  const settings = { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1', AWS_ACCOUNT_ID: undefined };
  const child = { session: sampleSession(), key: 'session-k', user: 'session-u', names: NAMES, settings };

  const applied = (env: Env, { set, unset }: { set: Env; unset: readonly string[] }) => {
    const result: Record<string, string | undefined> = { ...env, ...set };
    for (const name of unset) delete result[name];
    return result;
  };

  test('brings the shell back as it was', () => {
    const during = applied(parent, shellChanges(parent, child));
    expect(during).toMatchObject({ AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1', HOME: '/h' });
    expect(during).not.toHaveProperty('AWS_PROFILE');
    expect(during).not.toHaveProperty('AWS_ACCOUNT_ID');
    expect(inheritedSession(during)?.names.exported).toBe(true);
    expect(applied(during, undoChanges(during))).toEqual(parent);
  });

  test('leaves what was changed since', () => {
    const during = {
      ...applied(parent, shellChanges(parent, child)),
      AWS_REGION: 'sa-east-1',
      AWS_PROFILE: 'x',
    };
    expect(applied(during, undoChanges(during))).toEqual({
      ...parent,
      AWS_REGION: 'sa-east-1',
      AWS_PROFILE: 'x',
    });
  });

  test('is the five variables at least', () => {
    expect(undoChanges({})).toEqual({ set: {}, unset: [...SESSION_VARIABLES, MARKER] });
  });

  test('a second session in the same shell is undone to what was before the first', () => {
    const during = applied(parent, shellChanges(parent, child));
    const inherited = inheritedSession(during);
    const second = { ...child, settings: {}, lost: inherited?.lost, parent: inherited?.outerEnv };
    const after = applied(during, shellChanges(during, second));
    expect(after).not.toHaveProperty('AWS_DEFAULT_REGION');
    expect(after['AWS_REGION']).toBe('eu-west-1');
    expect(applied(after, undoChanges(after))).toEqual(parent);
  });
});

test('any marker is read without a throw', () => {
  fc.assert(
    fc.property(anyValue, (marker) => {
      const inherited = inheritedSession({ ...ours, [MARKER]: marker });
      expect(inherited === undefined || marker.includes(':')).toBe(true);
    }),
  );
});

test('the secrets of an inherited session show as little as any other', () => {
  expect(JSON.stringify(inheritedSession(ours)?.session)).toMatch(/^"\[Session until /);
});
