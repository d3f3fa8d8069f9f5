import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { minimalEnv } from './harness/env.ts';
import { describeWith } from './harness/has.ts';
import { bundlePromptProgram } from './harness/prompt-bundle.ts';
import { Terminal } from './harness/pty.ts';

describeWith(['pinentry-curses'], 'a pinentry on the terminal', () => {
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mfa-exec-pinentry-'));
    program = await bundlePromptProgram(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['takes a code', '123456\r', '"answer":"123456"'],
    ['is cancelled with Ctrl-C', '\x03', '"code":"PROMPT_CANCELLED"'],
  ])('%s, and leaves the terminal as it was', async (_what, keys, result) => {
    const env = { ...minimalEnv(folder), MFA_EXEC_PINENTRY: 'pinentry-curses' };
    const script = 'trap : INT; stty -g; "$0" "$1" code; stty -g';
    const args = ['-c', script, process.execPath, program];
    const terminal = new Terminal('bash', args, { env, cwd: folder });
    try {
      const before = await terminal.waitFor(/^[\da-f:]{40,}/m);
      await terminal.waitFor('yourusername (000000000012)');
      await terminal.waitFor('Cancel');
      terminal.write(keys);
      await terminal.waitFor(result);
      expect(await terminal.waitFor(/^[\da-f:]{40,}/m)).toBe(before);
    } finally {
      await terminal.dispose();
    }
  });
});
