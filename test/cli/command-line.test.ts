import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badOption } from '../../src/cli/bad-option.ts';
import { firstPositional, splitCommandLine } from '../../src/cli/command-line.ts';
import { unknownOption } from '../../src/cli/known-options.ts';
import { commandAfterSubcommand, misplacedWord } from '../../src/cli/meant.ts';
import type { Surroundings } from '../../src/cli/surroundings.ts';

const around: Surroundings = { platform: 'linux', profiles: ['default', 'prod'], isProgram: () => true };

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
  it('has -- where it belongs, and the words that say what is to be done', () => {
    const hint = (...argv: string[]) =>
      misplacedWord(splitCommandLine(argv), firstPositional(argv), around).hint;
    expect(hint('aws', 's3', 'ls')).toBe('mfa-exec -- aws s3 ls');
    expect(hint('-v', '--profile', 'a b', 'make')).toBe("mfa-exec -v --profile 'a b' -- make");
    expect(hint('./deploy.sh', 'all', 'now', 'fast')).toBe('mfa-exec -- ./deploy.sh all now …');
  });

  it('and no other message repeats an argument that may be a secret', () => {
    const secret = fc.string({ minLength: 9, maxLength: 40 }).map((text) => `S3cret${text}`);
    const option = fc.constantFrom('--token-code', '--mfa-process', '-P', '--password', '-u', '--unknown');
    const place = fc.constantFrom('after', 'joined', 'sole');
    fc.assert(
      fc.property(secret, option, place, fc.boolean(), (text, name, where, before) => {
        const given = {
          after: [name, text],
          joined: [`${name}${name.length > 2 ? '=' : ''}${text}`],
          sole: [text],
        };
        const argv = before
          ? [...given[where], 'mysql', '--', 'x']
          : ['mysql', ...given[where], '--', 'x', text];
        const line = splitCommandLine(argv);
        const at = firstPositional(line.own);
        const unknown = unknownOption(line.own);
        const errors = [
          ...(at < 0
            ? []
            : [misplacedWord(line, at, around), commandAfterSubcommand({ ...line, own: ['login'] }, 0, [])]),
          ...(unknown === undefined ? [] : [badOption(unknown, undefined, line)]),
        ];
        // What stands in the command's own place is its name.
        fc.pre(line.own[at] !== text);
        for (const { message, hint } of errors) expect(`${message} ${hint}`).not.toContain('S3cret');
      }),
    );
  });

  it.each([
    [['--token-code', '654321', 'aws'], 'mfa-exec --token-code CODE -- aws'],
    [['--token-code=654321', 'aws'], 'mfa-exec --token-code=CODE -- aws'],
    [['aws', 'sts', '--token-code', '654321'], 'mfa-exec -- aws sts …'],
    [['aws', '--', '--token-code=654321\nx'], 'mfa-exec -- aws …'],
  ])('of %j holds no code', (argv, hint) => {
    const line = splitCommandLine(argv);
    expect(misplacedWord(line, firstPositional(line.own), around).hint).toBe(hint);
  });

  it.each([
    [['123456', 'aws', 's3', 'ls'], 'mfa-exec --token-code CODE -- aws s3 ls'],
    [['-v', '123456'], 'mfa-exec -v --token-code CODE -- COMMAND'],
    [['--token-code', '123', '456', '--', 'true'], 'mfa-exec --token-code CODE -- true'],
    [['123456', 'kubectl', 'exec', '--', 'ls'], 'mfa-exec --token-code CODE -- kubectl exec …'],
    [['--mfa-process', 'oathtool SEED', 'aws'], 'mfa-exec --mfa-process CMD -- aws'],
    [['--mfa-process=oathtool SEED', 'aws'], 'mfa-exec --mfa-process=CMD -- aws'],
  ])('of %j repeats no code and no seed', (argv, hint) => {
    const line = splitCommandLine(argv);
    const error = misplacedWord(line, firstPositional(line.own), around);
    expect(error.hint).toBe(hint);
    expect(error.message).not.toMatch(/\d|SEED/);
  });

  it('names the script that PowerShell leaves the -- to, on Windows', () => {
    const error = misplacedWord(splitCommandLine(['-v', 'aws', 's3']), 1, { ...around, platform: 'win32' });
    expect(error.message).toContain('PowerShell');
    expect(error.hint).toBe('mfa-exec.cmd -v -- aws s3');
  });

  it.each([
    [['login', '--', 'make', 'a b'], 'mfa-exec -- make …'],
    [['login', '-v', '--', 'make'], 'mfa-exec -v -- make'],
    [['--profile', 'login', 'login', '--', 'make'], 'mfa-exec --profile login -- make'],
    [['status', '--'], 'mfa-exec status'],
  ])('of %j leaves the subcommand out', (argv, hint) => {
    const line = splitCommandLine(argv);
    expect(commandAfterSubcommand(line, firstPositional(line.own), []).hint).toBe(hint);
  });
});
