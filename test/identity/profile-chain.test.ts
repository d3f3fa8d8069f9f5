import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { AwsConfig, Section } from '../../src/base/ports.ts';
import { followProfile } from '../../src/identity/profile-chain.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const KEYS = { aws_access_key_id: 'AKIAEXAMPLE', aws_secret_access_key: 'not-a-secret' };
const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

const configOf = (profiles: Record<string, Section>): AwsConfig => ({
  profiles,
  services: {},
  configPath: 'c',
  credentialsPath: 'k',
});

/** Each profile with or without keys, a role and a source among the others. */
const configs = fc
  .tuple(
    ...NAMES.map((name) =>
      fc
        .record({ keys: fc.boolean(), role: fc.boolean(), source: fc.option(fc.constantFrom(...NAMES)) })
        .map(({ keys, role, source }): [string, Section] => [
          name,
          {
            ...(keys && KEYS),
            ...(role && { role_arn: arn(name) }),
            ...(source && { source_profile: source }),
          },
        ]),
    ),
  )
  .map((profiles) => configOf(Object.fromEntries(profiles)));

test('any chain ends: at keys, or with a reason', () => {
  fc.assert(
    fc.property(configs, (config) => {
      try {
        const { base, roles, sections } = followProfile(config, {}, 'a');
        expect(base.kind).toBe('static');
        expect(sections.length).toBeLessThanOrEqual(NAMES.length);
        expect(new Set(roles.map((role) => role.arn)).size).toBe(roles.length);
      } catch (error) {
        if (!(error instanceof MfaExecError)) throw error;
        expect(['PROFILE', 'BASE_CREDENTIALS']).toContain(error.code);
      }
    }),
  );
});

test('a chain without a cycle gives all its roles, the one next to the keys first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (length) => {
      const names = Array.from({ length }, (_, index) => `p${index}`);
      const roles = names.map((name, index): [string, Section] => [
        name,
        { role_arn: arn(name), source_profile: names[index + 1] ?? 'base' },
      ]);
      const chain = followProfile(configOf({ ...Object.fromEntries(roles), base: KEYS }), {}, 'p0');
      expect(chain.roles.map((role) => role.arn)).toEqual(names.map(arn).reverse());
      expect(chain.sections).toHaveLength(length + 1);
    }),
  );
});
