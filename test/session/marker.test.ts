import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Env } from '../../src/base/ports.ts';
import { childEnv } from '../../src/session/child-env.ts';
import { inheritedSession, MARKER } from '../../src/session/marker.ts';
import { anyValue } from '../fakes/arbitrary.ts';
import { sampleSession } from '../fakes/session.ts';

const ours = childEnv({ PATH: '/bin' }, { session: sampleSession(), key: 'session-k', user: 'session-u' });

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
