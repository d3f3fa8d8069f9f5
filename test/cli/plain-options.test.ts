import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inFull } from '../../src/cli/command-line.ts';
import { parse } from '../../src/cli/commands/parse.ts';
import { RunCommand } from '../../src/cli/commands/run.ts';
import { plainOptions } from '../../src/cli/plain-options.ts';
import { OPTIONS } from '../../src/options.ts';
import { FakeApp } from '../fakes/world.ts';

describe.each<[own: string[], raw: ReturnType<typeof plainOptions>]>([
  [[], {}],
  [['--profile', 'dev'], { '--profile': 'dev' }],
  [['--profile=dev', '-q'], { '--profile': 'dev', '--quiet': true }],
  [['--profile='], { '--profile': '' }],
  [['--mfa-process=echo a=b\nc'], { '--mfa-process': 'echo a=b\nc' }],
  [['--verbose', '-q', '--no-prompt'], { '--verbose': true, '--quiet': true, '--no-prompt': true }],
  [['--profile'], undefined],
  [['--profile', '--verbose'], undefined],
  [['--profile', '-'], undefined],
  [['--profile', 'a', '--profile', 'b'], undefined],
  [['-qv'], undefined],
  [['--quiet=1'], undefined],
  [['--no-quiet'], undefined],
  [['--help'], undefined],
  [['-h'], undefined],
  [['--version'], undefined],
  [['login'], undefined],
  [['--constructor', 'x'], undefined],
])('the options %j', (own, raw) => {
  test(raw === undefined ? 'are for the parser' : 'are plain', () => expect(plainOptions(own)).toEqual(raw));
});

test('what it takes, clipanion takes for the same', async () => {
  const names = OPTIONS.map(({ name }) => name);
  const word = fc.oneof(
    fc.constantFrom(...names, '-p', '-q', '-v', '-qv', '--help', '--no-quiet', '--', 'login', ''),
    fc.tuple(fc.constantFrom(...names), fc.string()).map(([name, value]) => `${name}=${value}`),
    fc.string(),
  );
  const app = new FakeApp();
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 4 }), async (own) => {
      const raw = plainOptions(own);
      if (raw === undefined) return;
      const command = await parse(inFull(own), undefined, RunCommand, { app, command: ['true'] });
      for (const name of names) {
        const field = name.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
        expect([name, Reflect.get(command, field)]).toEqual([name, raw[name]]);
      }
    }),
    { numRuns: 1000 },
  );
});
