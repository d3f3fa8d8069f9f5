import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RoleSpec } from '../../src/base/ports.ts';
import { cacheKey } from '../../src/identity/cache-key.ts';
import type { BaseSource, Identity } from '../../src/identity/types.ts';

const identity: Identity = {
  profile: 'dev',
  base: {
    kind: 'static',
    credentials: { accessKeyId: 'AKIAONE', secretAccessKey: 'not-a-secret' },
    from: 'profile "dev"',
  },
  mfaSerial: 'arn:aws:iam::123456789012:mfa/me',
  roles: [],
  endpoint: { region: 'eu-central-1', partition: 'aws', useFips: false, useDualstack: false },
};
const role: RoleSpec = { arn: 'arn:aws:iam::123456789012:role/x' };
const process = (
  command: string,
  from = 'profile "p"',
  files: readonly string[] = ['/home/me/.aws/config'],
  located: readonly string[] = [],
): BaseSource => ({ kind: 'process', command, from, files, located });
const key = (id: string, secret = 'not-a-secret'): BaseSource => ({
  kind: 'static',
  credentials: { accessKeyId: id, secretAccessKey: secret },
  from: 'the environment',
});

test('is fit for a file and a keychain', () => {
  expect(cacheKey(identity)).toMatch(/^session-[0-9a-f]{32}$/);
});

describe('is the same', () => {
  test.each<[string, Identity]>([
    ['under another profile', { ...identity, profile: 'other' }],
    ['with another device', { ...identity, mfaSerial: undefined }],
    ['in another region', { ...identity, endpoint: { ...identity.endpoint, region: 'us-east-1' } }],
    ['from another place', { ...identity, base: key('AKIAONE') }],
    ['with another secret of that key', { ...identity, base: key('AKIAONE', 'other') }],
  ])('%s', (_, other) => {
    expect(cacheKey(other)).toBe(cacheKey(identity));
  });

  test('however the endpoint is written', () => {
    const at = (stsUrl: string) => cacheKey({ ...identity, endpoint: { ...identity.endpoint, stsUrl } });
    expect(at('HTTPS://STS.example:443/')).toBe(at('https://sts.example'));
  });

  test('whatever the duration of the role', () => {
    const other = { ...identity, roles: [{ ...role, durationSeconds: 900 }] };
    expect(cacheKey(other)).toBe(cacheKey({ ...identity, roles: [role] }));
  });
});

const text = fc.string({ maxLength: 8 });
const roles = fc.array(
  fc.record({
    arn: text,
    externalId: fc.option(text, { nil: undefined }),
    sessionName: fc.option(text, { nil: undefined }),
  }),
  { maxLength: 3 },
);
const bases = fc.oneof(
  text.map((id) => key(id)),
  fc
    .tuple(text, text, fc.array(text), fc.array(text))
    .map(([command, from, files, located]) => process(command, from, files, located)),
);
const places = fc.record({
  partition: fc.constantFrom('aws', 'aws-cn'),
  stsUrl: fc.constantFrom(undefined, 'http://a', 'http://b', 'aws'),
});

test('differs whenever the partition or endpoint, the credentials or the roles differ', () => {
  const identities = fc.record({ base: bases, roles, place: places });
  fc.assert(
    fc.property(identities, identities, (one, other) => {
      const matter = ({ base, roles: chain, place }: typeof one) =>
        JSON.stringify([
          place.stsUrl === undefined ? [place.partition] : { url: place.stsUrl },
          base.kind === 'static'
            ? { id: base.credentials.accessKeyId }
            : base.kind === 'process'
              ? { line: base.command, from: base.from, files: base.files, located: base.located }
              : undefined,
          chain.map(({ arn, externalId, sessionName }) => [arn, externalId ?? null, sessionName ?? null]),
        ]);
      const keyOf = ({ base, roles: chain, place }: typeof one) =>
        cacheKey({ base, roles: chain, endpoint: { ...identity.endpoint, ...place } });
      expect(keyOf(one) === keyOf(other)).toBe(matter(one) === matter(other));
    }),
  );
});

test('tells nothing that it is made of', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z]{6,20}$/), (word) => {
      expect(cacheKey({ ...identity, base: process(word) })).not.toContain(word);
    }),
  );
});
