/** Which role acts: profiles with `role_arn`, chains, and what AWS is told of the session. */
import { CONFIG, ROLE, SERIAL } from './harness/judge.ts';
import { judgeAll } from './harness/judge-suite.ts';

const profile = (name: string, ...lines: readonly string[]) => `[profile ${name}]\n${lines.join('\n')}\n`;
const role = (name: string, ...lines: readonly string[]) =>
  CONFIG + profile('role', `role_arn = ${ROLE}/${name}`, 'region = eu-north-1', ...lines);
const MFA = `mfa_serial = ${SERIAL}`;

judgeAll('roles', [
  { what: 'a role with a device', profile: 'role', config: role('mfa', 'source_profile = default', MFA) },
  { what: 'a role without a device', profile: 'role', config: role('open', 'source_profile = default') },
  {
    what: 'a role by AWS_PROFILE',
    env: { AWS_PROFILE: 'role' },
    config: role('mfa', 'source_profile = default', MFA),
  },
  {
    what: 'a session name',
    profile: 'role',
    config: role('mfa', 'source_profile = default', MFA, 'role_session_name = me@work'),
  },
  {
    what: 'an external id',
    profile: 'role',
    config: role('external', 'source_profile = default', MFA, 'external_id = a b/c'),
  },
  {
    what: 'another external id',
    profile: 'role',
    config: role('external', 'source_profile = default', MFA, 'external_id = d'),
    refused: true,
  },
  {
    what: 'an empty role_arn beside keys',
    config: `${CONFIG}role_arn =\n`,
    refused: true,
  },
  {
    what: 'fifteen minutes',
    profile: 'role',
    config: role('mfa', 'source_profile = default', MFA, 'duration_seconds = 900'),
  },
  {
    what: 'twelve hours',
    profile: 'role',
    config: role('long', 'source_profile = default', MFA, 'duration_seconds = 43200'),
  },
  {
    what: 'more than the role allows',
    profile: 'role',
    config: role('short', 'source_profile = default', MFA, 'duration_seconds = 43200'),
    refused: true,
    differs: {
      why: 'a session of an hour serves better than none, and a note says so',
      wrapped: {
        refused: false,
        signer: 'arn:aws:sts::000000000012:assumed-role/short/SESSION',
        region: 'eu-north-1',
      },
    },
  },
  {
    what: 'a duration that is no number',
    profile: 'role',
    config: role('mfa', 'source_profile = default', MFA, 'duration_seconds = 1h'),
  },
  {
    what: 'a source in the credentials file alone',
    profile: 'role',
    config: role('open', 'source_profile = other'),
  },
  {
    what: 'a chain of two roles',
    profile: 'role',
    config: `${role('next', 'source_profile = first')}${profile('first', `role_arn = ${ROLE}/mfa`, 'source_profile = default', MFA)}`,
  },
  {
    what: 'its own source, with keys',
    profile: 'role',
    config: role('open', 'source_profile = role', '{other}'),
  },
  {
    what: 'its own source, without keys',
    profile: 'role',
    config: role('open', 'source_profile = role'),
    refused: true,
  },
  {
    what: 'a cycle',
    profile: 'role',
    config: `${role('open', 'source_profile = two')}${profile('two', `role_arn = ${ROLE}/next`, 'source_profile = role')}`,
    refused: true,
  },
  {
    what: 'a role on a profile with keys and a role: its keys',
    profile: 'role',
    config: `${role('open', 'source_profile = both')}${profile('both', `role_arn = ${ROLE}/next`, 'source_profile = default', '{other}')}`,
  },
  {
    what: 'a role and keys in one profile: the role',
    profile: 'role',
    config: role('open', 'source_profile = default', '{other}'),
  },
  { what: 'a role without a source', profile: 'role', config: role('open'), refused: true },
  {
    what: 'a source that is not there',
    profile: 'role',
    config: role('open', 'source_profile = nobody'),
    refused: true,
  },
  {
    what: 'a source with a comment behind it',
    profile: 'role',
    config: role('open', 'source_profile = default # keys'),
    refused: true,
  },
  {
    what: 'a source and a credential_source',
    profile: 'role',
    config: role('open', 'source_profile = default', 'credential_source = Environment'),
    refused: true,
  },
  {
    what: 'a role on a credential_process',
    profile: 'role',
    config: `${role('open', 'source_profile = vault')}${profile('vault', 'credential_process = {home}/helper')}`,
    files: {
      helper: `#!/bin/sh\necho '{"Version": 1, "AccessKeyId": "{me.id}", "SecretAccessKey": "{me.secret}"}'\n`,
    },
  },
  {
    what: 'role_arn in [default]',
    config: `[default]\nregion = eu-central-1\nrole_arn = ${ROLE}/open\nsource_profile = other\n`,
    credentials: '[other]\n{other}\n',
  },
  {
    what: 'role_arn in [default], and keys in the environment',
    config: `[default]\nregion = eu-central-1\nrole_arn = ${ROLE}/open\nsource_profile = other\n`,
    env: { AWS_ACCESS_KEY_ID: '{me.id}', AWS_SECRET_ACCESS_KEY: '{me.secret}' },
  },
  {
    what: 'AWS_ROLE_ARN, which means web identity only',
    env: { AWS_ROLE_ARN: `${ROLE}/open` },
  },
  {
    what: 'a web identity token in the environment',
    env: { AWS_ROLE_ARN: `${ROLE}/open`, AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token' },
    refused: true,
  },
  {
    what: 'a web identity token in the environment, and --profile',
    env: { AWS_ROLE_ARN: `${ROLE}/open`, AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token' },
    profile: 'default',
  },
  {
    what: 'a web identity token in the environment, and a role by AWS_PROFILE',
    env: { AWS_PROFILE: 'r', AWS_ROLE_ARN: `${ROLE}/next`, AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token' },
    config: `${CONFIG}[profile r]\nregion = eu-north-1\nrole_arn = ${ROLE}/open\nsource_profile = default\n`,
  },
]);
