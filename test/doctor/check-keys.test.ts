import { expect, test } from 'vitest';
import { checkKeys } from '../../src/doctor/check-keys.ts';
import type { Identity } from '../../src/identity/types.ts';

const DAY_MS = 24 * 3600 * 1000;
const NOW = 1000 * DAY_MS;
const endpoint = { region: 'eu-central-1', partition: 'aws', useFips: false, useDualstack: false };
const credentials = { accessKeyId: 'AKIAONE', secretAccessKey: 'x', profile: 'dev' };
const plain: Identity = { base: { kind: 'static', credentials, from: 'profile "dev"' }, roles: [], endpoint };
const kept: Identity = {
  base: {
    kind: 'stored',
    profile: 'dev',
    credentialsPath: 'c',
    accessKeyId: 'AKIAONE',
    from: 'profile "dev"',
  },
  roles: [],
  endpoint,
};

function check(identity: Identity, storedId: string | undefined, days: number) {
  const config = {
    profiles: {},
    services: {},
    configPath: 'config',
    credentialsPath: 'c',
    storedKeyId: () => storedId,
  };
  const file = { path: '~/.aws/credentials', exists: true, modifiedAt: NOW - days * DAY_MS };
  return checkKeys(identity, config, file, NOW).map(
    ({ status, message, fix }) => `${status} ${message} | ${fix}`,
  );
}

test.each([
  ['new keys in a file', plain, undefined, 90, []],
  [
    'old keys in a file',
    plain,
    undefined,
    91,
    [
      'warning AKIAONE of profile "dev" has stood in ~/.aws/credentials for 91 days, in clear | mfa-exec keys import --profile dev && mfa-exec keys rotate --profile dev',
    ],
  ],
  [
    'the same keys in both places',
    plain,
    'AKIAONE',
    1,
    [
      'warning AKIAONE of profile "dev" is kept by mfa-exec and stands in the files too | mfa-exec keys import --profile dev',
    ],
  ],
  [
    'other keys in the files',
    plain,
    'AKIATWO',
    500,
    [
      'warning profile "dev" has AKIAONE in the files, which is used, and mfa-exec keeps AKIATWO | mfa-exec keys remove --profile dev',
    ],
  ],
  ['kept keys', kept, 'AKIAONE', 500, []],
  [
    'keys in the environment',
    { ...plain, base: { ...plain.base, credentials: { ...credentials, profile: undefined } } } as Identity,
    undefined,
    500,
    [],
  ],
])('%s', (_, identity, storedId, days, findings) => {
  expect(check(identity, storedId, days)).toEqual(findings);
});
