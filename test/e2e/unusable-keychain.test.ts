/** A keychain that cannot be loaded, refuses or waits for ever: the command runs all the same, and in time. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lines } from './harness/lines.ts';
import { autoWithoutKeyctl } from './harness/no-keyctl.ts';
import { newestNode } from './harness/nodes.ts';
import { type Changes, copyProgram } from './harness/program-copy.ts';
import { createWorld } from './harness/world.ts';

/** From the start of mfa-exec to its end: milliseconds. */
const PATIENCE_MS = 5000;

const node = newestNode();

interface Case extends Changes {
  readonly what: string;
  /** What `auto` says when it writes; nothing of it when it reads. */
  readonly warns: RegExp;
  /** What the same keychain says where it was named. */
  readonly named: RegExp;
}

const CANNOT_LOAD = `throw Object.assign(new Error('libsecret-1.so.0: cannot open shared object file'), { code: 'ERR_DLOPEN_FAILED' });`;
const DENIES = `
const no = async () => { throw new Error('Access denied by policy'); };
module.exports = { getPassword: no, setPassword: no, deletePassword: no, findCredentials: no };`;
const HANGS = `
setInterval(() => {}, 60_000);
const never = () => new Promise(() => {});
module.exports = { getPassword: never, setPassword: never, deletePassword: never, findCredentials: never };`;

const CASES: readonly Case[] = [
  {
    what: 'keytar not installed',
    without: ['keytar'],
    warns: /^mfa-exec: no keychain here: the session is kept in a file/,
    named: /no keychain: its package keytar is not installed/,
  },
  {
    what: 'libsecret missing',
    instead: { keytar: CANNOT_LOAD },
    warns: /^mfa-exec: no keychain here: the session is kept in a file/,
    named: /no keychain: libsecret-1\.so\.0 is missing/,
  },
  {
    what: 'access denied',
    instead: { keytar: DENIES },
    warns: /^mfa-exec: the keychain failed: Access denied by policy: the session is kept in a file/,
    named: /the keychain failed: Access denied by policy/,
  },
  {
    what: 'a dialog that nobody answers',
    instead: { keytar: HANGS },
    warns: /^mfa-exec: the keychain did not answer within 2 s: the session is kept in a file/,
    named: /the keychain did not answer within 2 s/,
  },
];

// Elsewhere the words are others.
describe.runIf(process.platform === 'linux')('cold, warm and named, with', { retry: 2 }, () => {
  test.concurrent.for(CASES)('$what', async ({ warns, named, ...changes }, { onTestFinished }) => {
    const world = await createWorld();
    onTestFinished(() => world.dispose());
    const program = copyProgram(mkdtempSync(join(world.home, 'copy-')), changes);
    // An address, so that there may be somebody to ask.
    const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
    const env = { ...autoWithoutKeyctl, ...bus };
    const cold = await world.run(['--token-code', world.freshCode(), '--', 'echo', 'ran'], {
      node,
      program,
      env,
    });
    expect(cold).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(lines(cold.stderr)).toEqual([expect.stringMatching(warns)]);

    world.sandbox.calls.length = 0;
    const args = ['--store', 'keychain', '--token-code', '123456', '--', 'echo', 'ran'];
    const [warm, failed] = await Promise.all([
      world.run(['--', 'echo', 'ran'], { node, program, env }),
      world.run(args, { node, program, env: bus }),
    ]);
    expect(warm).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(lines(warm.stderr).length).toBeLessThanOrEqual(1);
    expect(failed).toMatchObject({ status: 125, stdout: '' });
    expect(lines(failed.stderr)).toEqual([
      expect.stringMatching(named),
      expect.stringMatching(/^mfa-exec: hint: .*--store file/),
    ]);
    expect(world.sandbox.calls).toEqual([]);
    for (const { ms } of [cold, warm, failed]) expect(ms).toBeLessThan(PATIENCE_MS);
  });
});
