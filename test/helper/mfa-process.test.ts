import { describe, expect, test } from 'vitest';
import { createMfaProcess } from '../../src/helper/mfa-process.ts';

const run = (line: string, timeoutMs = 20_000) =>
  createMfaProcess({ env: process.env, timeoutMs }).run(line, 'session-1');

test.each([
  ['echo 123456', '123456'],
  ['echo aws:me  123 456', '123456'],
])('%s gives %s', async (line, code) => {
  expect(await run(line)).toBe(code);
});

test('a status 1 is told as one', async () => {
  await expect(run('exit 1')).rejects.toThrow(/failed with status 1/);
});

describe.skipIf(process.platform === 'win32')('in sh', () => {
  test('the line is the shell’s', async () => {
    expect(await run(`A=654321; printf '%s\\n' "$A" | cat`)).toBe('654321');
  });

  test('its input is not that of mfa-exec', async () => {
    expect(
      await run(`[ -t 0 ] || [ "$(readlink /proc/self/fd/0 || echo /dev/null)" = /dev/null ] && echo 123456`),
    ).toBe('123456');
  });

  test('a program that it leaves behind does not keep it waiting', async () => {
    const started = performance.now();
    expect(await run('sleep 20 2>/dev/null & echo 123456')).toBe('123456');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.each<[string, RegExp]>([
    ['echo 123456; exit 3', /failed with status 3/],
    ['kill -9 $$', /ended by SIGKILL/],
    ['PIN=not-a-pin /no/such/otp not-a-pin 2>/dev/null', /"otp" failed with status 127/],
    ['echo not-a-code', /no six-digit code/],
    ['true', /no six-digit code/],
  ])('%s is MFA_CODE_SOURCE', async (line, message) => {
    const error = await run(line).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'MFA_CODE_SOURCE', message: expect.stringMatching(message) });
    expect(String(error)).not.toMatch(/not-a-|123456/);
  });

  test('one that does not end is given up', async () => {
    await expect(run('sleep 20 2>/dev/null | cat', 300)).rejects.toMatchObject({
      code: 'MFA_CODE_SOURCE',
      message: expect.stringContaining('"sleep" gave no answer within 0.3 s'),
    });
  });
});

test.skipIf(process.platform === 'win32')('it is told for which session', async () => {
  expect(await run('[ "$MFA_EXEC_AWAITED" = session-1 ] && echo 123456')).toBe('123456');
});
