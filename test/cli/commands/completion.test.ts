import { expect, test } from 'vitest';
import { main } from '../../../src/main.ts';
import { SHELLS } from '../../../src/subcommands.ts';
import { FakeApp } from '../../fakes/world.ts';

async function run(...argv: string[]) {
  const app = new FakeApp();
  const exit = await main(argv, app);
  return { exit, out: app.out, err: app.err };
}

test.each(SHELLS)('the script for %s goes to stdout', async (shell) => {
  const { exit, out, err } = await run('completion', shell);
  expect({ exit, err }).toEqual({ exit: { code: 0 }, err: '' });
  expect(out).toContain(`# ${shell} completion of mfa-exec`);
  expect(out).not.toMatch(/undefined|\[object/);
});

test.each([
  [['completion'], 'completion needs the name of a shell'],
  [['completion', 'tcsh'], "there is no completion for 'tcsh'"],
  [['completion', 'bash', 'zsh'], "'completion' takes only bash|zsh|fish"],
])('%j is refused', async (argv, sentence) => {
  const { exit, out, err } = await run(...argv);
  expect({ exit, out }).toEqual({ exit: { code: 125 }, out: '' });
  expect(err).toContain(sentence);
  expect(err).toContain('hint: mfa-exec completion');
});

test('--profiles prints the names, one a line', async () => {
  const app = new FakeApp();
  expect(await main(['completion', '--profiles'], app)).toEqual({ code: 0 });
  expect(app.out.split('\n')).toEqual([...Object.keys(app.world.awsFiles.profiles), '']);
});
