import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { badOption, missingValue } from '../../src/cli/bad-option.ts';
import { unknownOption } from '../../src/cli/known-options.ts';
import { OPTIONS } from '../../src/options.ts';
import { COMMANDS } from '../../src/subcommands.ts';

describe('unknownOption', () => {
  it.each<[words: string[], unknown: string | undefined]>([
    [[], undefined],
    [['-v', '--quiet', '-qv', '-h', '--help', '--version'], undefined],
    [['--profile', 'dev', '--region=x', '--format', 'json'], undefined],
    [['--profile', '--frob'], undefined],
    [['--frob'], '--frob'],
    [['--prof', 'dev'], '--prof'],
    [['-v', '-x', '--frob'], '-x'],
    [['-vx'], '-vx'],
    [['--quiet=1'], '--quiet=1'],
    [['--frob=--profile'], '--frob=--profile'],
  ])('of %j is %j', (words, unknown) => {
    expect(unknownOption(words)).toBe(unknown);
  });

  it.each([...OPTIONS, ...COMMANDS.flatMap((command) => [...command.options])])(
    '$name is known',
    (option) => {
      expect(unknownOption([option.name, 'value' in option ? 'x' : '-v'])).toBeUndefined();
      if ('short' in option) expect(unknownOption([option.short])).toBeUndefined();
    },
  );
});

describe('badOption', () => {
  it.each([
    ['--frob', undefined, "there is no option '--frob'", 'mfa-exec --help'],
    ['--frob=1', undefined, "there is no option '--frob'", 'mfa-exec --help'],
    ['--quiet=1', undefined, '--quiet takes no value', 'mfa-exec --help'],
    ['--profile', 'status', "'status' has no option '--profile'", 'mfa-exec status --help'],
  ] as const)('%s of %s', (word, command, message, hint) => {
    expect(badOption(word, command)).toMatchObject({ code: 'USAGE', message, hint });
  });

  it('repeats nothing that follows the sign', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const plain = badOption('--frob=', undefined);
        expect(badOption(`--frob=${value}`, undefined)).toMatchObject({
          message: plain.message,
          hint: plain.hint,
        });
      }),
    );
  });
});

test.each([
  ['--duration', '--duration TIME, or --duration=TIME'],
  ['--format', '--format FORMAT, or --format=FORMAT'],
])('%s without a value', (name, hint) => {
  expect(missingValue(name)).toMatchObject({
    message: `${name} needs a value`,
    hint: expect.stringContaining(hint),
  });
});
