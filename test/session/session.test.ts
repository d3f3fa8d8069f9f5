import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { type ChildSession, childEnv } from '../../src/session/child-env.ts';
import { inheritedSession } from '../../src/session/marker.ts';
import { isFresh, Session } from '../../src/session/session.ts';
import { NAMES, SECRET, sampleSession, TOKEN } from '../fakes/session.ts';

const session = sampleSession();
const child: ChildSession = { session, key: 'session-key', user: 'session-user', names: NAMES };
const nested = inheritedSession(childEnv({}, child));
const error = new MfaExecError('ROLE', 'AWS refused the role', {
  cause: new Error('cause', { cause: session }),
});
const closed = Object.assign(new Error('a bug'), { session, child });

describe.each<[what: string, value: unknown]>([
  ['a session', session],
  ['a command’s session', child],
  ['an inherited session', nested],
  ['a list of sessions', [session, { deep: { deeper: new Map([[session, new Set([session])]]) } }]],
  ['an error that was caused by one', error],
  ['an error that holds one', closed],
  ['a copy of its fields', { ...session }],
])('%s', (_what, value) => {
  const logged = () => {
    const stream = new PassThrough();
    new Console(stream).log('%o %O %j %s', value, value, value, value, value);
    return String(stream.read());
  };

  it.each<[way: string, show: () => string]>([
    ['inspect', () => inspect(value)],
    [
      'inspect, of everything',
      () =>
        inspect(value, {
          depth: Number.POSITIVE_INFINITY,
          showHidden: true,
          getters: false,
          showProxy: true,
        }),
    ],
    ['JSON.stringify', () => JSON.stringify(value) ?? ''],
    ['String', () => String(value)],
    ['a template', () => `${value}`],
    ['console.log', logged],
    ['its stack', () => (value instanceof Error ? (value.stack ?? '') : '')],
    ['its own properties', () => JSON.stringify(Object.getOwnPropertyDescriptors(value))],
  ])('shows no secret to %s', (_way, show) => {
    const shown = show();
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(TOKEN);
  });
});

test('what is shown is when it ends', () => {
  expect([String(session), inspect(session), JSON.stringify({ session })]).toEqual([
    '[Session until 2026-01-02T15:04:05.000Z]',
    '[Session until 2026-01-02T15:04:05.000Z]',
    '{"session":"[Session until 2026-01-02T15:04:05.000Z]"}',
  ]);
});

test('the secrets are there for those who ask by name', () => {
  expect([session.secretAccessKey, session.sessionToken]).toEqual([SECRET, TOKEN]);
});

test('a session is fresh while more than that is left', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), fc.integer({ min: -1e9, max: 1e9 }), (now, minTtl, beyond) => {
      const expiresAt = now + minTtl + beyond;
      expect(isFresh(new Session({ ...open, expiresAt }), now, minTtl)).toBe(beyond > 0);
    }),
  );
});

const open = { accessKeyId: 'ASIA', secretAccessKey: SECRET, sessionToken: TOKEN, issuedAt: 0, label: {} };
