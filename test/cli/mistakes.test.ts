/** What people type by mistake: each answer has the line that works, and that line is run. */
import { describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { splitPosix } from '../../src/base/posix-words.ts';
import { main } from '../../src/main.ts';
import { commandError } from '../../src/run/command-lookup.ts';
import { FakeApp } from '../fakes/world.ts';

type Typed = readonly string[];

/** The answer's sentence, and the line that works. */
const MISTAKES: readonly (readonly [typed: Typed, sentence: string | RegExp, line: string])[] = [
  // The separator
  [['aws', 's3', 'ls'], /comes after --$/, 'mfa-exec -- aws s3 ls'],
  [['-v', '--profile', 'other', 'make'], /comes after --$/, 'mfa-exec -v --profile other -- make'],
  [['aws', 's3', 'ls', '--profile', 'other'], /comes after --$/, 'mfa-exec --profile other -- aws s3 ls'],
  [['\u2014', 'aws', 's3', 'ls'], /two hyphens/, 'mfa-exec -- aws s3 ls'],
  [['\u2013profile', 'other', '--', 'make'], /two hyphens/, 'mfa-exec --profile other -- make'],
  [['login', '--', 'make'], "'login' runs no command, so nothing can follow --", 'mfa-exec -- make'],
  // A profile where none is expected
  [['other', '--', 'make'], "'other' is a profile: --profile names it", 'mfa-exec --profile other -- make'],
  [['other', 'make'], "'other' is a profile: --profile names it", 'mfa-exec --profile other -- make'],
  [['-v', 'other', '--', 'make'], /^'other' is a profile/, 'mfa-exec -v --profile other -- make'],
  [['othre', '--', 'make'], /there is a profile 'other'$/, 'mfa-exec --profile other -- make'],
  [['exec', 'other', '--', 'make'], "mfa-exec needs no 'exec'", 'mfa-exec --profile other -- make'],
  [['exec', '--', 'make'], "mfa-exec needs no 'exec'", 'mfa-exec -- make'],
  [['exec', 'make', 'all'], "mfa-exec needs no 'exec'", 'mfa-exec -- make all'],
  [['run', 'aws', 's3', 'ls'], "mfa-exec needs no 'run'", 'mfa-exec -- aws s3 ls'],
  [['login', 'other'], "'login' takes only options", 'mfa-exec login --profile other'],
  [['login', '-v', 'other'], "'login' takes only options", 'mfa-exec login -v --profile other'],
  [['logout', 'other'], "'logout' takes only options", 'mfa-exec logout --profile other'],
  [['doctor', 'other'], "'doctor' takes only options", 'mfa-exec doctor --profile other'],
  [['export', 'other'], "'export' takes only options", 'mfa-exec export --profile other'],
  [['login', 'other', '--', 'make'], /runs no command/, 'mfa-exec --profile other -- make'],
  // Subcommands
  [['statsu'], "'statsu' is not an mfa-exec command", 'mfa-exec status'],
  [['stauts', '--json'], /^'stauts' is not/, 'mfa-exec status --json'],
  [['--quiet', 'lgoin'], /^'lgoin' is not/, 'mfa-exec --quiet login'],
  [['log-out'], /^'log-out' is not/, 'mfa-exec logout'],
  [['docter'], /^'docter' is not/, 'mfa-exec doctor'],
  [['list'], /^'list' is not/, 'mfa-exec status'],
  [['clear'], /^'clear' is not/, 'mfa-exec logout --all'],
  [['unset'], /^'unset' is not/, 'mfa-exec export --unset'],
  [['completions', 'bash'], /^'completions' is not/, 'mfa-exec completion bash'],
  [['completion', 'bsah'], "there is no completion for 'bsah'", 'mfa-exec completion bash'],
  [['export', 'fish'], "'export' takes only options", 'mfa-exec export --format fish'],
  [['verison'], /^'verison' is not/, 'mfa-exec --version'],
  [['hlep'], /^'hlep' is not/, 'mfa-exec --help'],
  [['--', '-p', 'other', 'make'], /'-p'$/, 'mfa-exec --profile other -- make'],
  [['help', 'lgoin'], /^'lgoin' is not/, 'mfa-exec login --help'],
  [['help', 'frobnicate'], /^'frobnicate' is not/, 'mfa-exec --help'],
  [['keys', 'lst'], /^'keys' takes only/, 'mfa-exec keys list'],
  // Options
  [['--profil', 'other', '--', 'make'], "there is no option '--profil'", 'mfa-exec --profile other -- make'],
  [['--profil=other', '--', 'make'], "there is no option '--profil'", 'mfa-exec --profile=other -- make'],
  [['-profile', 'other', 'make'], /^there is no option '-p…'$/, 'mfa-exec --profile other -- make'],
  [['--Region', 'eu-west-1', '--', 'make'], /'--Region'$/, 'mfa-exec --region eu-west-1 -- make'],
  [['--verbos', '--', 'make'], /'--verbos'$/, 'mfa-exec --verbose -- make'],
  [['--dur', '1h', '--', 'make'], /'--dur'$/, 'mfa-exec --duration 1h -- make'],
  [['login', '--qiet'], "'login' has no option '--qiet'", 'mfa-exec login --quiet'],
  [['status', '--jsno'], "'status' has no option '--jsno'", 'mfa-exec status --json'],
  [['--quiet=true', '--', 'make'], '--quiet takes no value', 'mfa-exec --quiet -- make'],
  [['--refresh=1', 'login'], '--refresh takes no value', 'mfa-exec --refresh login'],
  // The command
  [['--', 'aws s3 ls'], "cannot find the command 'aws …'", 'mfa-exec -- aws s3 ls'],
  [
    ['--profile', 'other', '--', 'AWS_REGION=us-east-1', 'aws', 's3', 'ls'],
    "cannot find the command 'AWS_REGION=…'",
    'mfa-exec --profile other -- env AWS_REGION=us-east-1 aws s3 ls',
  ],
  [['--', 'AWS_PROFILE=other', 'make'], /'AWS_PROFILE=…'$/, 'mfa-exec --profile other -- make'],
  [['--', '--profile', 'other', 'make'], /'--profile'$/, 'mfa-exec --profile other -- make'],
  [['--', '-v', '--', 'make'], /'-v'$/, 'mfa-exec -v -- make'],
  [['--', 'status'], /'status'$/, 'mfa-exec status'],
  [['-q', '--', 'll'], /'ll'$/, "mfa-exec --quiet -- zsh -ic 'll'"],
  [['--', 'deploy', 'all'], /'deploy'$/, 'mfa-exec -- ./deploy all'],
  [['--', 'exec', 'make'], /'exec'$/, 'mfa-exec -- make'],
  [['--', 'type', 'aws'], /'type'$/, "mfa-exec -- bash -c 'type aws'"],
];

const app = () => {
  const it = new FakeApp({ SHELL: '/usr/bin/zsh' });
  it.installed = ['aws', 'bash', 'clear', 'env', 'make', 'sh', 'zsh', './deploy'];
  return it;
};

async function run(argv: readonly string[]) {
  const one = app();
  const exit = await main(argv, one);
  return { exit, err: one.err, runs: one.runner.runs };
}

describe('forty mistakes and more', () => {
  test.each(MISTAKES)('%j', async (typed, sentence, line) => {
    const first = app();
    const name = typed[typed.indexOf('--') + 1] ?? '';
    first.runner.outcome = commandError(name, 'ENOENT');
    const exit = await main(typed, first);
    expect(exit).toMatchObject({ code: expect.toSatisfy((code) => code === 125 || code === 127) });
    const [said = '', hint = ''] = first.err.split('\n');
    expect(said.replace('mfa-exec: ', '')).toMatch(sentence);
    expect(said.replace('mfa-exec: ', '')).toEqual(
      typeof sentence === 'string' ? sentence : expect.any(String),
    );
    expect(`${hint} `).toContain(` ${line} `);

    const [program, ...argv] = splitPosix(line) ?? [];
    expect(program).toBe('mfa-exec');
    // Keys want a keychain: that the words are right is what their help shows.
    if (argv[0] === 'keys') argv.push('--help');
    const second = await run(argv);
    expect(second.err).not.toContain('hint:');
    const dashes = argv.indexOf('--');
    if (dashes >= 0) expect(second.runs.map(({ command }) => command)).toEqual([argv.slice(dashes + 1)]);
  });

  test('there are more than forty', () => {
    expect(MISTAKES.length).toBeGreaterThan(40);
  });
});

describe('no hint repeats what may be a secret', () => {
  test.each([
    [['--', 'mysql -pS3cret']],
    [['--', 'TF_VAR_password=S3cret', 'make']],
    [['--', 'curl', '-u', 'me:S3cret']],
    [['login', 'S3cret']],
    [['export', 'S3cret', 'other']],
    [['exec', 'S3cret', '--', 'make', 'S3cret']],
    [['--profil', 'other', 'mysql', '-pS3cret']],
    [['--tokn-code', 'S3cret', '--', 'make']],
    [['keys', 'add', 'S3cret']],
    [['statsu', 'S3cret']],
    [['help', 'login', 'S3cret']],
    [['\u2013token-code', 'S3cret', '--', 'make']],
  ])('%j', async (typed) => {
    const one = app();
    one.runner.outcome = commandError(typed[typed.indexOf('--') + 1] ?? '', 'ENOENT');
    await main(typed, one);
    expect(one.err).not.toContain('S3cret');
  });
});

describe('aws … --profile behind the --', () => {
  const NOTE = /with --profile, the command ignores the session/;

  test.each([
    [['--', 'aws', 's3', 'ls', '--profile', 'other'], 'mfa-exec --profile other -- aws s3 ls'],
    [['--', '/usr/bin/aws', '--profile=other', 's3', 'ls'], 'mfa-exec --profile other -- /usr/bin/aws s3 ls'],
    [
      ['--profile', 'default', '-v', '--', 'sam', '--profile', 'other'],
      'mfa-exec --profile other --verbose -- sam',
    ],
  ])('%j is told once', async (typed, line) => {
    const { err, runs } = await run(typed);
    expect(runs.map(({ command }) => command)).toEqual([typed.slice(typed.indexOf('--') + 1)]);
    const notes = err.split('\n').filter((text) => NOTE.test(text));
    expect(notes).toEqual([expect.stringMatching(new RegExp(`: ${line.replaceAll('.', '\\.')}$`))]);
  });

  test.each([
    [['--quiet', '--', 'aws', 's3', 'ls', '--profile', 'other']],
    [['--', 'aws', 'configure', 'set', 'region', 'x', '--profile', 'other']],
    [['--', 'aws', 's3', 'ls', '--profile', 'no-such-profile']],
    [['--', 'make', '--profile', 'other']],
    [['--', 'aws', 's3', 'ls']],
  ])('%j: not a word', async (typed) => {
    expect((await run(typed)).err).not.toMatch(NOTE);
  });

  test('nor of a profile that gets its session from mfa-exec', async () => {
    const one = app();
    one.awsFiles.profiles['served'] = { credential_process: 'mfa-exec export --format process' };
    await main(['--', 'aws', 's3', 'ls', '--profile', 'served'], one);
    expect(one.err).not.toMatch(NOTE);
  });
});

test('a failure of another kind keeps its own words', async () => {
  const one = app();
  one.runner.outcome = new MfaExecError('COMMAND_NOT_FOUND', 'its interpreter is not there', {
    hint: 'look',
  });
  await main(['--', 'deploy'], one);
  expect(one.err).toContain('hint: look\n');
});
