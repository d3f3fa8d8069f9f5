import { describe, expect, test } from 'vitest';
import type { Env } from '../../src/base/ports.ts';
import { createCredentialProcess } from '../../src/helper/credential-process.ts';

const ANSWER = { Version: 1, AccessKeyId: 'AKIAEXAMPLE', SecretAccessKey: 'not-a-secret' };

/** A line that runs `script` in Node, fit for a shell's rules and for Windows's. */
const node = (script: string, ...args: string[]) =>
  [process.execPath, '-e', script, ...args].map((word) => `"${word.replaceAll(/\\|"/g, '\\$&')}"`).join(' ');

const run = (line: string, { env = process.env as Env, timeoutMs = 20_000 } = {}) =>
  createCredentialProcess({ env, platform: process.platform, timeoutMs }).run(line, 'session-1');

test('gives the credentials that the program prints', async () => {
  const env = { ...process.env, ANSWER: JSON.stringify(ANSWER) };
  expect(await run(node('console.log(process.env.ANSWER)'), { env })).toEqual({
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'not-a-secret',
  });
});

test('hands words over as they are, without a shell', async () => {
  const script = `console.log(JSON.stringify({...JSON.parse(process.env.ANSWER), SecretAccessKey: process.argv.slice(1).join('|')}))`;
  const env = { ...process.env, ANSWER: JSON.stringify(ANSWER) };
  const { secretAccessKey } = await run(`${node(script, 'a b')} $HOME ~ *`, { env });
  expect(secretAccessKey).toBe('a b|$HOME|~|*');
});

describe('a program that fails', () => {
  test.each<[string, string, RegExp]>([
    ['by its status', node('console.log("not-a-secret"); process.exit(3)'), /failed with status 3/],
    [
      'by a signal',
      node('process.kill(process.pid, "SIGKILL"); setTimeout(() => {}, 9999)'),
      /SIGKILL|status/,
    ],
    ['by what it prints', node('console.log("not-a-secret")'), /no JSON/],
    [
      'by printing without end',
      node('for (let i = 0; i < 40; i += 1) console.log("not-a-secret".padEnd(65536))'),
      /far more/,
    ],
    ['by not being there', '/no/such/helper --secret not-a-secret', /"helper" was not found/],
  ])('%s is BASE_CREDENTIALS, and its output is not repeated', async (_, line, message) => {
    const error = await run(line).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'BASE_CREDENTIALS', message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('not-a-');
  });

  test('to end is given up', async () => {
    await expect(run(node('setTimeout(() => {}, 60000)'), { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'BASE_CREDENTIALS',
      message: expect.stringContaining('within 0.3 s'),
    });
  });
});

test('a quote that is left open is CONFIG', async () => {
  await expect(run('helper "x')).rejects.toMatchObject({
    code: 'CONFIG',
    message: expect.stringContaining('"helper"'),
  });
});

test.skipIf(process.platform === 'win32')('a program that may not be executed is named', async () => {
  await expect(run('/dev/null')).rejects.toMatchObject({
    message: expect.stringContaining('"null" is not executable'),
  });
});
