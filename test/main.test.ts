import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { MfaExecError } from '../src/base/errors.ts';
import { main } from '../src/main.ts';
import { DEVICE } from './fakes/aws.ts';
import { FakeApp } from './fakes/world.ts';

async function runMain(argv: readonly string[], app = new FakeApp()) {
  const exit = await main(argv, app);
  return { exit, app, out: app.out, err: app.err.split('\n').slice(0, -1) };
}

describe('command lines that are refused', () => {
  describe.each<[why: string, argv: string[], sentence: string | RegExp, hint: string]>([
    [
      'no --',
      ['aws', 's3', 'ls'],
      "'aws' is not an mfa-exec command; the command to run comes after --",
      'mfa-exec -- aws s3 ls',
    ],
    [
      'no --, options first',
      ['--profile', 'dev', '-v', 'make'],
      /^'make' is not/,
      'mfa-exec --profile dev -v -- make',
    ],
    ['no --, profile with =', ['--profile=dev', 'make'], /^'make' is not/, 'mfa-exec --profile=dev -- make'],
    ['no --, words to quote', ['echo', "it's", 'a b', ''], /^'echo' is not/, 'mfa-exec -- echo …'],
    [
      'the -- of the wrapped command only',
      ['kubectl', 'exec', 'pod', '--', 'ls', '-l'],
      /^'kubectl' is not/,
      'mfa-exec -- kubectl exec pod …',
    ],
    ['no --, help wanted', ['aws', '--help'], /^'aws' is not/, 'mfa-exec -- aws …'],
    ['an empty word', [''], /^the first word is not/, 'mfa-exec -- COMMAND'],
    ['a single dash', ['-'], /^'-' is not/, 'mfa-exec -- -'],
    ['a mistyped option before --', ['--frob', '--', 'ls'], "there is no option '--frob'", 'mfa-exec --help'],
    ['a mistyped option alone', ['--frob'], "there is no option '--frob'", 'mfa-exec --help'],
    [
      'a mistyped option with a value',
      ['--prof', 'dev', '--', 'ls'],
      "there is no option '--prof'",
      'mfa-exec --profile dev -- ls',
    ],
    [
      'a mistyped option, no --',
      ['--prof', 'dev', 'ls'],
      "there is no option '--prof'",
      'mfa-exec --profile dev -- ls',
    ],
    ['a mistyped option with =', ['--frob=x', '--', 'ls'], "there is no option '--frob'", 'mfa-exec --help'],
    [
      'a one-letter option there is none of',
      ['-x', '--', 'ls'],
      "there is no option '-x'",
      'mfa-exec --help',
    ],
    ['a batch with one there is none of', ['-qx', '--', 'ls'], "there is no option '-qx'", 'mfa-exec --help'],
    ['a value for a flag', ['--quiet=1', '--', 'ls'], '--quiet takes no value', 'mfa-exec --quiet -- ls'],
    ['a value for -v', ['-v=1', '--', 'ls'], '-v takes no value', 'mfa-exec -v -- ls'],
    ['a value for --help', ['--help=1'], '--help takes no value', 'mfa-exec --help'],
    ['a value for -h', ['login', '-h=1'], '-h takes no value', 'mfa-exec login --help'],
    ['a missing value', ['--profile', '--', 'ls'], '--profile needs a value', '--profile NAME, or'],
    ['a missing value at the end', ['-v', '--min-ttl'], '--min-ttl needs a value', '--min-ttl TIME, or'],
    [
      'a value that reads like an option',
      ['--profile', '--quiet', '--', 'ls'],
      '--profile needs a value',
      '--profile=NAME where it begins with a dash',
    ],
    ['an empty value', ['--profile', '', '--', 'ls'], '--profile is empty', 'leave --profile out'],
    ['an empty value with =', ['--region=', '--', 'ls'], '--region is empty', 'leave --region out'],
    ['an empty command', ['--'], 'there is no command after --', 'mfa-exec -- aws sts get-caller-identity'],
    [
      'an empty program',
      ['--', ''],
      'there is no command after --',
      'mfa-exec -- aws sts get-caller-identity',
    ],
    ['options only', ['-v'], /no command was given/, 'mfa-exec -- aws sts get-caller-identity'],
    [
      'login with --',
      ['login', '--', 'make', '-j4'],
      "'login' runs no command, so nothing can follow --",
      'mfa-exec -- make …',
    ],
    [
      'login with options and --',
      ['--profile', 'dev', 'login', '--', 'make'],
      /^'login' runs no command/,
      'mfa-exec --profile dev -- make',
    ],
    ['login with a bare --', ['login', '--'], /^'login' runs no command/, 'mfa-exec login'],
    ['a word after login', ['login', 'dev'], "'login' takes only options", 'mfa-exec login --help'],
    [
      'an option of another command',
      ['status', '--profile', 'x'],
      "'status' has no option '--profile'",
      'mfa-exec status --help',
    ],
    [
      'a store there is none of',
      ['--store', 'cloud', '--', 'ls'],
      "--store: there is no store 'cloud'",
      '--store auto|keychain|',
    ],
    [
      'a format there is none of',
      ['export', '--format', 'toml'],
      "there is no format 'toml'",
      '--format env|',
    ],
    [
      'a code that is none',
      ['--token-code', '12345', '--', 'ls'],
      /^--token-code: an MFA code has six digits/,
      '123456',
    ],
    [
      'a duration that is none',
      ['--duration', 'soon', '--', 'ls'],
      /^--duration: "soon" is not a duration/,
      '12h',
    ],
    ['a duration that AWS refuses', ['--duration', '37h', '--', 'ls'], /15m to 36h/, '--duration 12h'],
    [
      'a rest that no session has',
      ['--min-ttl', '12h', '--', 'ls'],
      /must be less than --duration/,
      '--min-ttl 5m',
    ],
  ])('%s: %j', (_why, argv, sentence, hint) => {
    test('125, the cause and a hint on stderr only, and nothing is started', async () => {
      const { exit, app, out, err } = await runMain(argv);
      expect({ exit, out }).toEqual({ exit: { code: 125 }, out: '' });
      expect(app.world.journal.filter((entry) => entry !== 'files')).toEqual([]);
      const [first = '', second = '', ...more] = err;
      const [, said = ''] = /^mfa-exec: (.*)$/.exec(first) ?? [];
      if (typeof sentence === 'string') expect(said).toBe(sentence);
      else expect(said).toMatch(sentence);
      expect(second).toMatch(/^mfa-exec: hint: /);
      expect(second).toContain(hint);
      expect(more).toEqual([]);
    });
  });

  it.each([
    [['--token-code', '654321', 'aws']],
    [['--token-code=654321', 'aws']],
    [['--token-cod=654321', '--', 'aws']],
    [['--token-code', '654321', 'login', '--', 'aws']],
    [['login', '654321']],
    [['--token-code', '6543210', '--', 'aws']],
  ])('%j: the code is not repeated', async (argv) => {
    const { err } = await runMain(argv);
    expect(err).not.toEqual([]);
    expect(err.join('\n')).not.toContain('654321');
  });
});

describe('what is the wrapped command’s', () => {
  it.each([
    [['logout']],
    [['--version']],
    [['--help']],
    [['-v', 'x']],
    [['export', '--unset']],
    [['--', 'ls']],
    [['a', '--', '--profile', 'x']],
    [['sh', '-c', 'exit 37']],
    [['caf\u00e9', '', ' ', '*']],
  ])('-- %j is run to the byte', async (command) => {
    const { exit, app, out, err } = await runMain(['--', ...command]);
    expect(app.runner.runs.map((run) => run.command)).toEqual([command]);
    expect({ exit, out, err }).toEqual({ exit: { code: 0 }, out: '', err: [] });
  });

  it.each([[{ code: 37 }], [{ code: 125 }], [{ signal: 'SIGTERM' as const }]])(
    'its end is passed on: %j',
    async (outcome) => {
      const app = new FakeApp();
      app.runner.outcome = outcome;
      expect((await runMain(['--', 'x'], app)).exit).toEqual(outcome);
    },
  );

  it.each([
    ['COMMAND_NOT_FOUND', 127],
    ['COMMAND_NOT_EXECUTABLE', 126],
  ] as const)('%s ends with %i', async (code, exitCode) => {
    const app = new FakeApp();
    app.runner.outcome = new MfaExecError(code, 'x: it cannot be run', { hint: 'look' });
    const { exit, err } = await runMain(['--', 'x'], app);
    expect({ exit, err }).toEqual({
      exit: { code: exitCode },
      err: ['mfa-exec: x: it cannot be run', 'mfa-exec: hint: look'],
    });
  });
});

describe('help and version', () => {
  it.each([[[]], [['--help']], [['help']], [['-h']], [['-v', '--help']], [['--help', '--', 'ls']]])(
    '%j prints the general help on stdout',
    async (argv) => {
      const { exit, out, err } = await runMain(argv);
      expect({ exit, err }).toEqual({ exit: { code: 0 }, err: [] });
      expect(out).toContain('mfa-exec [options] -- COMMAND [ARG…]');
      expect(out).not.toContain('\u001b');
    },
  );

  it.each([
    [['login', '--help']],
    [['login', '-h']],
    [['--help', 'login']],
    [['-h', 'login']],
    [['help', 'login']],
  ])('%j prints the help of login', async (argv) => {
    const { exit, out, err } = await runMain(argv);
    expect({ exit, err }).toEqual({ exit: { code: 0 }, err: [] });
    expect(out).toMatch(/^mfa-exec login: /);
  });

  it.each([[['--version']], [['-V']], [['version']], [['-v', '--version']], [['--version', '--', 'ls']]])(
    '%j prints the version',
    async (argv) => {
      const { exit, out, err, app } = await runMain(argv);
      expect({ exit, out, err }).toEqual({ exit: { code: 0 }, out: '1.2.3\n', err: [] });
      expect(app.world.journal).toEqual([]);
    },
  );
});

describe('failures', () => {
  test('Ctrl-C at the prompt is a death by SIGINT without a word', async () => {
    const app = new FakeApp();
    app.world.prompt.answers = [];
    const { exit, out, err } = await runMain(['--', 'x'], app);
    expect({ exit, out, err }).toEqual({ exit: { signal: 'SIGINT' }, out: '', err: [] });
    expect(app.world.store.entries.size).toBe(0);
  });

  test('Ctrl-D at the prompt is a failure that says so', async () => {
    const app = new FakeApp();
    Object.assign(app.world.prompt, { answers: [], cause: undefined });
    const { exit, err } = await runMain(['--', 'x'], app);
    expect(exit).toEqual({ code: 125 });
    expect(err.join()).toContain('cancelled');
  });

  describe.each([
    ['without --verbose', ['--', 'x'], {}, false],
    ['with --verbose', ['--verbose', '--', 'x'], {}, true],
    ['with -v', ['-v', '--', 'x'], {}, true],
    ['with -qv', ['-qv', '--', 'x'], {}, true],
    ['with MFA_EXEC_VERBOSE=1', ['--', 'x'], { MFA_EXEC_VERBOSE: '1' }, true],
    ['with --verbose behind --', ['--', 'x', '--verbose'], {}, false],
  ])('a bug %s', (_title, argv, env, stack) => {
    test(stack ? 'shows where it happened' : 'shows no stack', async () => {
      const app = new FakeApp(env);
      app.runner.outcome = new TypeError('oops');
      const { exit, err } = await runMain(argv, app);
      expect(exit).toEqual({ code: 125 });
      expect(err).toContain('mfa-exec: internal error: oops');
      expect(err.every((line) => line.startsWith('mfa-exec: '))).toBe(true);
      expect(err.some((line) => /^mfa-exec: +at /.test(line))).toBe(stack);
    });
  });

  test('something that is no error at all is still reported', async () => {
    const app = new FakeApp();
    app.world.awsFiles.load = () => Promise.reject('a string');
    expect((await runMain(['--', 'x'], app)).err[0]).toBe('mfa-exec: internal error: a string');
  });
});

describe('clipanion', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('says nothing to the console by itself, whatever is wrong', async () => {
    const spies = [
      vi.spyOn(process.stdout, 'write'),
      vi.spyOn(process.stderr, 'write'),
      vi.spyOn(console, 'log'),
    ];
    for (const argv of [['--frob'], ['--help'], ['login', 'x'], ['-x', '--', 'ls']]) await runMain(argv);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  test('reads options on either side of a command’s name', async () => {
    for (const argv of [
      ['--token-code', '123456', 'login'],
      ['login', '--token-code=123456'],
    ]) {
      const { exit, app } = await runMain([...argv, '--mfa-serial', DEVICE]);
      expect(exit).toEqual({ code: 0 });
      expect(app.world.aws.calls).toHaveLength(1);
    }
  });

  test('takes the last of two values', async () => {
    const { exit } = await runMain(['--profile', 'missing', '--profile', 'other', '--', 'x']);
    expect(exit).toEqual({ code: 0 });
  });
});
