import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/base/duration.ts';
import { shownCommand, shownValue } from '../../src/base/shown-value.ts';
import { INVISIBLE } from '../../src/base/visible.ts';
import { buildRequest } from '../../src/cli/request.ts';
import { checkRegion } from '../../src/identity/endpoint.ts';
import { unknownProfile } from '../../src/identity/profile.ts';
import { checkRoleArn } from '../../src/identity/profile-role.ts';
import { windowsNotFound } from '../../src/platform/windows-lookup.ts';
import { commandError } from '../../src/run/command-lookup.ts';

const KEY = 'not/a+real/secret'.repeat(3).slice(0, 40);

test.each([
  ['cloud', 'cloud'],
  ['arn:aws:iam::000000000012:mfa/phone', 'arn:aws:iam::000000000012:mfa/phone'],
  ['a\nmfa-exec: b\u202e\u001b[2J', 'a\\nmfa-exec: b\\u202e\\x1b[2J'],
  ['123456', '…'],
  [' 123 456 ', '…'],
  [KEY, '…'],
  [`--role ${KEY}`, '…'],
  ['https://me:hunter2@host/', '…'],
  ['PASSWORD=hunter2\nand more', 'PASSWORD=…'],
  ['a-'.repeat(500), `${'a-'.repeat(59)}a…`],
])('%j is shown as %s', (text, shown) => {
  expect(shownValue(text)).toBe(shown);
});

test('whatever it is, it is short and has nothing in it that a terminal acts on', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      for (const shown of [shownValue(text), shownCommand(text)]) {
        expect(shown.replaceAll(' ', '').match(INVISIBLE)).toBeNull();
      }
      expect([...shownValue(text)].length).toBeLessThanOrEqual(120);
    }),
  );
});

describe('no message repeats what may be a secret, nor a control character, nor all of what is long', () => {
  const config = { profiles: {}, services: {}, configPath: 'config', credentialsPath: 'credentials' };
  const refuse: Readonly<Record<string, (text: string) => unknown>> = {
    '--store': (text) => buildRequest({ '--store': text }, {}),
    MFA_EXEC_STORE: (text) => buildRequest({}, { MFA_EXEC_STORE: text }),
    '--region': (text) => buildRequest({ '--region': text }, {}),
    '--duration': (text) => buildRequest({ '--duration': text }, {}),
    '--role-duration': (text) => buildRequest({ '--role-duration': text }, {}),
    '--min-ttl': (text) => buildRequest({ '--min-ttl': text }, {}),
    '--role-arn': (text) => buildRequest({ '--role-arn': text }, {}),
    '--token-code': (text) => buildRequest({ '--token-code': `${text}x` }, {}),
    MFA_EXEC_NO_PROMPT: (text) => buildRequest({}, { MFA_EXEC_NO_PROMPT: text }),
    region: checkRegion,
    role_arn: checkRoleArn,
    duration: parseDuration,
    profile: (text) => {
      throw unknownProfile(config, text);
    },
    command: (text) => {
      throw commandError(`X=${text}`, 'ENOENT');
    },
    'a command on Windows': (text) => {
      throw windowsNotFound(`X=${text}`);
    },
  };

  test.each(Object.keys(refuse))('%s', (name) => {
    const secret = 'https://me:hunter2@host/';
    for (const text of [`${KEY}${KEY}`, secret, 'a\u001b[2Jb', `x.${'y.'.repeat(2000)}`]) {
      let shown = '';
      try {
        refuse[name]?.(text);
      } catch (error) {
        const { message, hint } = error as { message: string; hint?: string };
        shown = `${message}\n${hint ?? ''}`;
      }
      expect(shown).not.toBe('');
      for (const part of [KEY, 'hunter2', '\u001b']) expect(shown).not.toContain(part);
      expect(shown.length).toBeLessThan(400);
    }
  });
});
