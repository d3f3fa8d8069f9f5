import { describe, expect, test } from 'vitest';
import type { AwsConfig } from '../../src/base/ports.ts';
import { closestFirst, someOf } from '../../src/identity/edit-distance.ts';
import { profilesToLoad, unknownProfile } from '../../src/identity/profile.ts';

const configOf = (names: readonly string[]): AwsConfig => ({
  profiles: {},
  services: {},
  configPath: 'c',
  credentialsPath: 'k',
  profileNames: () => names,
});

test('profilesToLoad names the one that counts, and the default that the command falls back to', () => {
  expect(profilesToLoad({ profile: 'a' }, { AWS_PROFILE: 'b' })).toEqual(['a', 'default']);
  expect(profilesToLoad({}, { AWS_PROFILE: 'b' })).toEqual(['b', 'default']);
  expect(profilesToLoad({}, {})).toEqual(['default']);
});

describe('the closest name comes first', () => {
  test.each([
    ['prdo', ['dev', 'staging', 'prod'], 'prod'],
    ['PROD', ['dev', 'prod'], 'prod'],
    ['prod', ['pro', 'dev', 'acme-prod-admin'], 'pro'],
    ['admin', ['adman', 'acme-prod-admin'], 'acme-prod-admin'],
    ['', ['a', 'b'], 'a'],
  ])('%j among %j', (wanted, names, first) => {
    expect(closestFirst(names, wanted)[0]).toBe(first);
  });
});

test('ten names at most are listed', () => {
  const names = Array.from({ length: 3000 }, (_, index) => `team-${index}`);
  expect(someOf(names.slice(0, 10))).not.toContain('more');
  expect(unknownProfile(configOf(names), 'team-77x').hint).toMatch(/^profiles: team-77,.* and 2990 more$/);
});

test('a section without the word "profile" is named where one of its name is wanted', () => {
  const config = { ...configOf(['prod']), otherTitles: () => ['dev'] };
  expect(unknownProfile(config, 'dev')).toMatchObject({
    message: 'there is no profile "dev", only a section [dev] that AWS ignores',
    hint: 'call it [profile dev] in c',
  });
  expect(unknownProfile(config, 'dev', 'source_profile of "x"').message).toMatch(/ \(source_profile of "x" /);
  expect(unknownProfile(config, 'de').hint).toBe('profiles: prod');
});

test('a title of several words is to be quoted', () => {
  const config = { ...configOf([]), otherTitles: () => ['profile two words'] };
  expect(unknownProfile(config, 'two words')).toMatchObject({
    message: 'there is no profile "two words", only a section [profile two words] that AWS ignores',
    hint: 'call it [profile "two words"] in c',
  });
});

test('a title with blanks at its ends is shown with them', () => {
  const config = { ...configOf([]), otherTitles: () => [' default '] };
  expect(unknownProfile(config, 'default')).toMatchObject({
    message: 'there is no profile "default", only a section [ default ] that AWS ignores',
    hint: 'call it [default] in c',
  });
});

test('a name is shown with what cannot be seen in it, and a comment behind it is called one', () => {
  expect(unknownProfile(configOf(['default']), 'default\r').message).toBe('there is no profile "default\\r"');
  expect(unknownProfile(configOf(['default']), 'default # keys', 'source_profile of "a"')).toMatchObject({
    message: 'there is no profile "default # keys", which source_profile of "a" names',
    hint: expect.stringContaining('a comment needs a line of its own'),
  });
});
