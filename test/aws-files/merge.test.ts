import { expect, test } from 'vitest';
import { mergeSections } from '../../src/aws-files/merge.ts';
import type { Section } from '../../src/base/ports.ts';

const pair = (of: string): Section => ({ aws_access_key_id: of, aws_secret_access_key: of });
const token = { aws_session_token: 't' };
const command = { credential_process: 'c' };

test.each<[string, Section, Section, Section]>([
  [
    'the credentials file, key by key',
    { region: 'a', output: 'b' },
    { region: 'c' },
    { region: 'c', output: 'b' },
  ],
  ['keys of one file', { ...pair('A'), region: 'a' }, {}, { ...pair('A'), region: 'a' }],
  ['keys of the other, without the token of the first', { ...pair('A'), ...token }, pair('B'), pair('B')],
  [
    'half a pair, not made whole by the other file',
    pair('A'),
    { aws_access_key_id: 'B' },
    { aws_access_key_id: 'B' },
  ],
  [
    'nor the other way round',
    { aws_access_key_id: 'A' },
    { aws_secret_access_key: 'B' },
    { aws_access_key_id: 'A' },
  ],
  ['the keys of the credentials file before a credential_process', command, pair('B'), pair('B')],
  ['a credential_process before the keys of the config file', { ...pair('A'), ...command }, {}, command],
  ['and before half a pair', { ...pair('A') }, { ...command, aws_secret_access_key: 'B' }, command],
  ['and before a half that stands alone', command, { aws_secret_access_key: 'B' }, command],
  ['a half that stands alone', {}, { aws_secret_access_key: 'B' }, { aws_secret_access_key: 'B' }],
])('%s', (_, config, credentials, merged) => {
  expect(mergeSections(config, credentials)).toEqual(merged);
});
