import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/npm.mjs';
import { minimalEnv } from './harness/env.ts';
import { need } from './harness/has.ts';
import { runCommand } from './harness/program.ts';

const page = 'mfa-exec.1';
const read = (program: string, args: readonly string[], columns = 80) =>
  runCommand(program, [...args, page], {
    cwd: root,
    env: { ...minimalEnv(tmpdir()), MANWIDTH: `${columns}` },
  });

// Elsewhere man is another program, with other options.
describe.runIf(process.platform === 'linux')('the man page', () => {
  beforeEach((context) => need(context, 'man'));

  test.each([40, 80, 200])(
    'man shows the page at %i columns, and has nothing to complain about',
    async (columns) => {
      const { stdout, stderr } = await read('man', ['--warnings=w', '-l'], columns);
      expect(stderr).toBe('');
      for (const title of ['NAME', 'SYNOPSIS', 'OPTIONS', 'ENVIRONMENT', 'EXIT STATUS', 'EXAMPLES']) {
        expect(stdout).toMatch(new RegExp(`^${title}$`, 'm'));
      }
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain('mfa-exec [options] -- COMMAND [ARG ...]');
    },
  );

  test('groff sets it without a warning, in ASCII too', async (context) => {
    need(context, 'groff');
    expect(await read('groff', ['-man', '-Tascii', '-ww'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('mandoc finds nothing to mend', async (context) => {
    need(context, 'mandoc');
    const { stdout } = await read('mandoc', ['-T', 'lint']);
    // It has no date, so that the same sources make the same page.
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
  });
});
