import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/base/shell-word.ts';
import {
  commandAfterSubcommand,
  firstPositional,
  missingSeparator,
  splitCommandLine,
} from '../../src/cli/command-line.ts';

const word = fc.oneof(fc.constantFrom('--', '-', '', '--profile', '-v', 'login', 'aws'), fc.string());

describe('splitCommandLine', () => {
  it('loses and changes nothing, and splits at the first --', () => {
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        const { own, command } = splitCommandLine(argv);
        expect(command === undefined ? own : [...own, '--', ...command]).toEqual(argv);
        expect(own).not.toContain('--');
        expect(command === undefined).toBe(!argv.includes('--'));
      }),
    );
  });
});

describe('firstPositional', () => {
  it.each<[own: string[], at: number]>([
    [[], -1],
    [['-v', '--quiet'], -1],
    [['aws'], 0],
    [['-v', 'aws', 's3'], 1],
    [['--profile', 'dev'], -1],
    [['--profile', 'dev', 'aws'], 2],
    [['--profile=dev', 'aws'], 1],
    [['--profile', 'login', 'login'], 2],
    [['--format', 'json', 'export'], 2],
    [['--unknown', 'aws'], 1],
    [['--profile'], -1],
    [['-'], 0],
    [[''], 0],
  ])('of %j is at %i', (own, at) => {
    expect(firstPositional(own)).toBe(at);
  });
});

describe('the corrected line', () => {
  it('reads back as the same words with -- where it belongs', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('-v', '--no-prompt')), fc.array(word), (options, rest) => {
        const argv = [...options, 'make', ...rest];
        const line = splitCommandLine(argv);
        const { hint = '' } = missingSeparator(line, firstPositional(line.own), 'linux');
        expect(hint).toBe(['mfa-exec', ...options, '--', 'make', ...rest].map(shellWord).join(' '));
      }),
    );
  });

  it.each([
    [['--token-code', '654321', 'aws'], 'mfa-exec --token-code CODE -- aws'],
    [['--token-code=654321', 'aws'], 'mfa-exec --token-code=CODE -- aws'],
    [['aws', 'sts', '--token-code', '654321'], 'mfa-exec -- aws sts --token-code CODE'],
    [['aws', '--', '--token-code=654321\nx'], 'mfa-exec -- aws -- --token-code=CODE'],
  ])('of %j holds no code', (argv, hint) => {
    const line = splitCommandLine(argv);
    expect(missingSeparator(line, firstPositional(line.own), 'linux').hint).toBe(hint);
  });

  it.each([
    [['123456', 'aws', 's3', 'ls'], 'mfa-exec --token-code CODE -- aws s3 ls'],
    [['-v', '123456'], 'mfa-exec -v --token-code CODE -- COMMAND'],
    [['--token-code', '123', '456', '--', 'true'], 'mfa-exec --token-code CODE -- true'],
    [['123456', 'kubectl', 'exec', '--', 'ls'], 'mfa-exec --token-code CODE -- kubectl exec -- ls'],
    [['--mfa-process', 'oathtool SEED', 'aws'], "mfa-exec --mfa-process 'CMD' -- aws"],
    [['--mfa-process=oathtool SEED', 'aws'], "mfa-exec --mfa-process='CMD' -- aws"],
  ])('of %j repeats no code and no seed', (argv, hint) => {
    const line = splitCommandLine(argv);
    const error = missingSeparator(line, firstPositional(line.own), 'linux');
    expect(error.hint).toBe(hint);
    expect(error.message).not.toMatch(/\d|SEED/);
  });

  it('for help is that for --help', () => {
    const hint = (argv: string[]) => missingSeparator(splitCommandLine(argv), 0, 'linux').hint;
    expect(hint(['help'])).toBe('mfa-exec --help');
    expect(hint(['help', 'login'])).toBe('mfa-exec login --help');
  });

  it('names the script that PowerShell leaves the -- to, on Windows', () => {
    const error = missingSeparator(splitCommandLine(['-v', 'aws', 's3']), 1, 'win32');
    expect(error.message).toContain('PowerShell');
    expect(error.hint).toBe('mfa-exec.cmd -v -- aws s3');
  });

  it.each([
    [['login', '--', 'make', 'a b'], "mfa-exec -- make 'a b'"],
    [['login', '-v', '--', 'make'], 'mfa-exec -v -- make'],
    [['--profile', 'login', 'login', '--', 'make'], 'mfa-exec --profile login -- make'],
    [['status', '--'], 'mfa-exec status'],
  ])('of %j leaves the subcommand out', (argv, hint) => {
    const line = splitCommandLine(argv);
    expect(commandAfterSubcommand(line, firstPositional(line.own)).hint).toBe(hint);
  });
});
