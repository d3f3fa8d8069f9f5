import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Env } from '../../src/base/ports.ts';
import { type ChildSession, childEnv, expirationText } from '../../src/session/child-env.ts';
import { inheritedSession } from '../../src/session/marker.ts';
import { anyValue, issuedSession } from '../fakes/arbitrary.ts';
import { SECRET, NAMES as SESSION_NAMES, sampleSession, TOKEN } from '../fakes/session.ts';

const SET = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'MFA_EXEC_SESSION',
  'MFA_EXEC_SEALED',
];
const SETTINGS = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL', 'AWS_CA_BUNDLE'];
const REMOVED = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'MFA_EXEC_TOKEN_CODE',
  'MFA_EXEC_PASSPHRASE',
];
const NAMES = [
  ...SET,
  ...SETTINGS,
  ...REMOVED,
  'PATH',
  'HOME',
  'AWS_CONFIG_FILE',
  'MFA_EXEC_PROFILE',
  '__proto__x',
];

const key = fc.stringMatching(/^session-[0-9a-f]{32}$/);
const parentEnv: fc.Arbitrary<Env> = fc.dictionary(
  fc.oneof(fc.constantFrom(...NAMES), fc.stringMatching(/^[A-Z_]{1,12}$/)),
  anyValue,
);
const childSession: fc.Arbitrary<ChildSession> = fc.record({
  session: issuedSession,
  key,
  user: key,
  names: fc.constant(SESSION_NAMES),
  settings: fc.option(fc.dictionary(fc.constantFrom(...SETTINGS), anyValue), { nil: undefined }),
});

describe('the command’s environment', () => {
  it('leaves the parent as it is', () => {
    fc.assert(
      fc.property(parentEnv, childSession, (parent, child) => {
        const before = { ...parent };
        childEnv(Object.freeze(parent), child);
        expect(parent).toEqual(before);
      }),
    );
  });

  it('changes the documented variables and no other', () => {
    fc.assert(
      fc.property(parentEnv, childSession, (parent, child) => {
        const env = childEnv(parent, child);
        for (const name of new Set([...Object.keys(parent), ...Object.keys(env)])) {
          if (REMOVED.includes(name)) expect(Object.hasOwn(env, name)).toBe(false);
          else if (!SET.includes(name)) {
            expect([name, env[name]]).toEqual([name, child.settings?.[name] ?? parent[name]]);
          }
        }
      }),
    );
  });

  it('holds the session', () => {
    fc.assert(
      fc.property(parentEnv, childSession, (parent, child) => {
        expect(childEnv(parent, child)).toMatchObject({
          AWS_ACCESS_KEY_ID: child.session.accessKeyId,
          AWS_SECRET_ACCESS_KEY: child.session.secretAccessKey,
          AWS_SESSION_TOKEN: child.session.sessionToken,
          AWS_CREDENTIAL_EXPIRATION: new Date(child.session.expiresAt).toISOString().replace('.000Z', 'Z'),
        });
      }),
    );
  });

  it('holds a marker that a nested call reads the same session and keys from', () => {
    fc.assert(
      fc.property(parentEnv, childSession, (parent, child) => {
        const inherited = inheritedSession(childEnv(parent, child));
        expect(inherited).toMatchObject({ key: child.key, user: child.user });
        expect(inherited?.session.secretAccessKey).toBe(child.session.secretAccessKey);
        expect(inherited?.session.expiresAt).toBe(child.session.expiresAt);
      }),
    );
  });

  it('stays as it is when a nested call passes the session on', () => {
    fc.assert(
      fc.property(parentEnv, childSession, (parent, child) => {
        const env = childEnv(parent, child);
        const inherited = inheritedSession(env);
        expect(inherited && childEnv(env, inherited)).toEqual(env);
      }),
    );
  });

  it('without the session and what came with it is the parent’s again', () => {
    const gone = new Set([...SET, ...REMOVED]);
    const bare = parentEnv.map((env) =>
      Object.fromEntries(Object.entries(env).filter(([name, value]) => !gone.has(name) && value !== '')),
    );
    fc.assert(
      fc.property(bare, childSession, (parent, child) => {
        expect(inheritedSession(childEnv(parent, child))?.outerEnv).toEqual(parent);
      }),
    );
  });

  it('names no secret in the marker', () => {
    const { MFA_EXEC_SESSION: marker } = childEnv(
      {},
      {
        session: sampleSession(),
        key: 'session-k',
        user: 'session-u',
        names: SESSION_NAMES,
      },
    );
    expect(marker).toMatch(/^2:dev:key=session-k:user=session-u:id=[0-9a-f]{12}:base=/);
    for (const word of [SECRET, TOKEN, 'ASIASAMPLE']) expect(marker).not.toContain(word);
  });
});

describe('what is set beside the credentials', () => {
  const parent = { AWS_REGION: 'a:b%3A,c=d', AWS_ENDPOINT_URL: '' };
  const settings = {
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: 'http://x',
  };
  const env = childEnv(parent, {
    session: sampleSession(),
    key: 'session-k',
    user: 'session-u',
    names: SESSION_NAMES,
    settings,
  });

  it('takes the place of the parent’s', () => {
    expect(env).toMatchObject(settings);
  });

  it('is in the marker, with what gave way, so that a nested call can take it back', () => {
    expect(env['MFA_EXEC_SESSION']).toMatch(
      /:set=AWS_REGION=[0-9a-f]{12}=a%3Ab%253A%2Cc%3Dd,AWS_DEFAULT_REGION=[0-9a-f]{12},AWS_ENDPOINT_URL=[0-9a-f]{12}=$/,
    );
    expect(inheritedSession(env)).toMatchObject({ settings, outerEnv: { AWS_REGION: 'a:b%3A,c=d' } });
    expect(inheritedSession(env)?.outerEnv['AWS_ENDPOINT_URL']).toBe('');
  });

  it('is the environment’s own once somebody has changed it', () => {
    const changed = inheritedSession({ ...env, AWS_REGION: 'us-west-2', AWS_ENDPOINT_URL: undefined });
    expect(changed?.settings).toEqual({ AWS_DEFAULT_REGION: 'eu-central-1' });
    expect(changed?.outerEnv['AWS_REGION']).toBe('us-west-2');
  });
});

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [1_772_000_000_999, '2026-02-25T06:13:20Z'],
])('the end at %i ms is written to the second: %s', (expiresAt, text) => {
  expect(expirationText(sampleSession({ expiresAt }))).toBe(text);
});
