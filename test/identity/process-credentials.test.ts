import { expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { parseProcessCredentials } from '../../src/identity/process-credentials.ts';

const answer = { Version: 1, AccessKeyId: 'AKIAEXAMPLE', SecretAccessKey: 'not-a-secret' };

test('takes the pair', () => {
  expect(
    parseProcessCredentials(`${JSON.stringify({ ...answer, SessionToken: '', AccountId: '1' })}\n`, 'x'),
  ).toEqual({
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'not-a-secret',
  });
});

test.each([
  ['', 'no JSON'],
  ['not-a-secret', 'no JSON'],
  ['null', 'no JSON'],
  ['"x"', 'no JSON'],
  [JSON.stringify({ ...answer, Version: '1' }), 'Version 1'],
  [JSON.stringify({ ...answer, Version: 2 }), 'Version 1'],
  [JSON.stringify({ ...answer, AccessKeyId: '' }), 'AccessKeyId'],
  [JSON.stringify({ ...answer, AccessKeyId: 'AKIA\nEXAMPLE' }), 'AccessKeyId'],
  [JSON.stringify({ ...answer, SecretAccessKey: 7 }), 'SecretAccessKey'],
  [JSON.stringify({ ...answer, SessionToken: 'not-a-token' }), 'temporary'],
  [JSON.stringify({ ...answer, AccessKeyId: 'ASIAEXAMPLE' }), 'temporary'],
])('refuses %s', (output, problem) => {
  const said = refusal(output);
  expect(said).toMatchObject({ code: 'BASE_CREDENTIALS', message: expect.stringContaining(problem) });
  expect(said.message).toContain('"helper"');
  expect(`${said.message} ${said.hint}`).not.toMatch(/not-a-|EXAMPLE/);
});

function refusal(output: string): MfaExecError {
  try {
    parseProcessCredentials(output, 'helper');
  } catch (error) {
    if (error instanceof MfaExecError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
