import { expect, test } from 'vitest';
import { awaitedEnv, helperEnv, isAwaited } from '../../src/identity/helper-env.ts';

test('what is meant for mfa-exec alone is left out, and only that there is a passphrase is told', () => {
  const env = { MFA_EXEC_TOKEN_CODE: '123456', MFA_EXEC_PASSPHRASE: 'words', MFA_EXEC_STORE: 'file', A: '1' };
  expect(helperEnv(env)).toEqual({ MFA_EXEC_STORE: 'file', A: '1', MFA_EXEC_SEALED: '1' });
  expect(Object.keys(env)).toHaveLength(4);
});

test('a session is awaited below the program that it waits for, however deep', () => {
  const outer = awaitedEnv({}, 'session-1');
  const inner = awaitedEnv(outer, 'session-2');
  expect(['session-1', 'session-2', 'session-3'].map((user) => isAwaited(outer, user))).toEqual([
    true,
    false,
    false,
  ]);
  expect(['session-1', 'session-2', 'session-3'].map((user) => isAwaited(inner, user))).toEqual([
    true,
    true,
    false,
  ]);
  expect(isAwaited({}, 'session-1')).toBe(false);
});
