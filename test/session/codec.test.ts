import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeSession, encodeSession } from '../../src/session/codec.ts';
import { Session } from '../../src/session/session.ts';
import { anyText, sessionParts } from '../fakes/arbitrary.ts';
import { sampleSession } from '../fakes/session.ts';

/** Everything in a session, its secrets included. */
const open = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt, issuedAt, label }: Session) => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiresAt,
  issuedAt,
  label,
});

const good = JSON.parse(encodeSession({ session: sampleSession(), user: 'session-user' }));

test('what is written is read back', () => {
  fc.assert(
    fc.property(sessionParts, anyText, (parts, user) => {
      const stored = decodeSession(encodeSession({ session: new Session(parts), user }));
      expect(stored?.user).toBe(user);
      expect(stored && open(stored.session)).toEqual(parts);
    }),
  );
});

test('a session of 4,000 characters is read back whole', () => {
  const session = sampleSession({ sessionToken: 'x'.repeat(4000) });
  expect(decodeSession(encodeSession({ session, user: 'u' }))?.session.sessionToken).toBe(
    session.sessionToken,
  );
});

/** A miss, or a session that can be used and shown. */
function expectSound(text: string): void {
  const stored = decodeSession(text);
  if (stored === undefined) return;
  const { session, user } = stored;
  for (const part of [user, session.accessKeyId, session.secretAccessKey, session.sessionToken]) {
    expect(part).toEqual(expect.any(String));
    expect(part).not.toBe('');
  }
  expect(String(session)).toMatch(/^\[Session until /);
}

describe('whatever is in the store', () => {
  it('never throws on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), expectSound));
  });

  it('never throws on any JSON', () => {
    fc.assert(fc.property(fc.json(), expectSound));
  });

  it('never throws on an entry with any fields', () => {
    const fields = Object.fromEntries(
      Object.keys(good).map((name) => [name, fc.oneof(fc.constant(good[name]), fc.jsonValue())]),
    );
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: [] }), (entry) => expectSound(JSON.stringify(entry))),
    );
  });

  it('takes no truncated entry', () => {
    const text = JSON.stringify(good);
    for (let length = 0; length < text.length; length++)
      expect(decodeSession(text.slice(0, length))).toBeUndefined();
  });
});

describe('a miss', () => {
  it.each<[string, unknown]>([
    ['a newer version', { ...good, v: 2 }],
    ['an older one', { ...good, v: 0 }],
    ['no version', { ...good, v: undefined }],
    ['a version as text', { ...good, v: '1' }],
    ['an array', [good]],
    ['null', null],
    ['a number', 1],
    ['no access key', { ...good, accessKeyId: undefined }],
    ['an empty secret', { ...good, secretAccessKey: '' }],
    ['a token that is no text', { ...good, sessionToken: 7 }],
    ['an end as text', { ...good, expiresAt: '2026-01-02T03:04:05Z' }],
    ['an end that no date has', { ...good, expiresAt: 8.64e15 + 2 }],
    ['a beginning that is null', { ...good, issuedAt: null }],
    ['no user', { ...good, user: undefined }],
  ])('%s', (_title, entry) => {
    expect(decodeSession(JSON.stringify(entry))).toBeUndefined();
  });

  it('an end without bound', () => {
    expect(
      decodeSession(JSON.stringify(good).replace(/"expiresAt":\d+/, '"expiresAt":1e999')),
    ).toBeUndefined();
  });
});

describe('a label', () => {
  it.each<[string, unknown, object]>([
    ['absent', undefined, {}],
    ['null', null, {}],
    ['text', 'dev', {}],
    ['fields of a later version', { profile: 'dev', colour: 'red' }, { profile: 'dev' }],
    ['fields that are no text', { profile: 7, mfaSerial: '', roleArn: 'arn' }, { roleArn: 'arn' }],
  ])('%s costs nobody the session', (_title, label, expected) => {
    expect(decodeSession(JSON.stringify({ ...good, label }))?.session.label).toEqual(expected);
  });
});

test.each(['accessKeyId', 'secretAccessKey', 'sessionToken'])(
  'a %s that AWS would not hand out is a miss',
  (name) => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!/^[\w+/=.,:@~-]+$/.test(text));
        expect(decodeSession(JSON.stringify({ ...good, [name]: text }))).toBeUndefined();
      }),
    );
  },
);
