import { describe, expect, test } from 'vitest';
import type { Section } from '../../src/base/ports.ts';
import { withIncluded } from '../../src/identity/include.ts';

const of = (profiles: Record<string, Section>, name = 'p') =>
  withIncluded({ profiles, services: {}, configPath: '~/.aws/config', credentialsPath: 'k' }, name);

describe('include_profile', () => {
  const common = {
    source_profile: 'root',
    mfa_serial: 'arn:m',
    region: 'eu-west-1',
    role_session_name: 'me',
    output: 'text',
  };

  test('fills in what the profile does not say', () => {
    const p = { include_profile: 'common', role_arn: 'arn:r', region: 'us-east-1' };
    expect(of({ p, common })).toEqual({
      ...p,
      source_profile: 'root',
      mfa_serial: 'arn:m',
      role_session_name: 'me',
    });
  });

  test('is followed, the nearer first', () => {
    const profiles = {
      p: { include_profile: 'a' },
      a: { include_profile: 'b', region: 'a-1' },
      b: { region: 'b-1', mfa_serial: 'arn:b' },
    };
    expect(of(profiles)).toMatchObject({ region: 'a-1', mfa_serial: 'arn:b' });
  });

  test.each<[title: string, own: Section]>([
    ['keys', { aws_access_key_id: 'AKIA', aws_secret_access_key: 's' }],
    ['a process', { credential_process: 'x' }],
    ['a whole role', { role_arn: 'arn:own', source_profile: 'mine' }],
  ])('leaves who calls to the profile where it says so itself: %s', (_title, own) => {
    const included = { ...common, role_arn: 'arn:other', credential_process: 'y' };
    const found = of({ p: { ...own, include_profile: 'common' }, common: included });
    expect(found).toMatchObject({ ...own, mfa_serial: 'arn:m' });
    expect(found?.['role_arn']).toBe(own['role_arn']);
    expect(found?.['source_profile']).toBe(own['source_profile']);
  });

  test('of a missing profile is nothing, and nothing comes from [default]', () => {
    const p = { include_profile: 'gone' };
    expect(of({ p, default: { mfa_serial: 'arn:d' } })).toEqual(p);
  });

  test('does not make a profile its own source', () => {
    expect(of({ p: { include_profile: 'c' }, c: { source_profile: 'p' } })).not.toHaveProperty(
      'source_profile',
    );
  });

  test('in a circle is an error that prints it', () => {
    expect(() => of({ p: { include_profile: 'a' }, a: { include_profile: 'p' } })).toThrow('p → a → p');
    expect(() => of({ p: { include_profile: 'p' } })).toThrow('p → p');
  });
});
