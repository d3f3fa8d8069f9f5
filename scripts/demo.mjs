// `npm run demo`: the main job on a sandbox AWS. Everything happens in a temporary folder: no account, keychain or
// ~/.aws of yours is touched. `npm run demo -- --picture docs/demo.svg` draws it, too.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findAws } from './lib/demo-aws.mjs';
import { terminalPicture } from './lib/demo-picture.mjs';
import { good, heading, note, plain, runOnTerminal, runShown, typed } from './lib/demo-screen.mjs';
import { root } from './lib/npm.mjs';
import { prepare } from './lib/prepare.mjs';
import { DEVICE, leadsElsewhere, PROGRAM, startSandbox } from './lib/sandbox.mjs';
import { run } from './lib/step.mjs';

const { picture, prepared = false } = parseArgs({
  options: { picture: { type: 'string' }, prepared: { type: 'boolean' } },
}).values;
const LISTED = 'aws eks list-clusters';
const VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

process.exitCode = 1;
if (await prepare(prepared)) {
  process.stdout.on('error', () => process.exit(1));
  const sandbox = await startSandbox('demo');
  try {
    await show(sandbox);
    process.exitCode = 0;
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : error}`);
  } finally {
    sandbox.stop();
  }
}

/** @param {import('./lib/sandbox.mjs').SandboxHome} sandbox */
async function show({ home, file: { url }, env: own }) {
  const env = { ...cleanEnv(), ...own, HOME: home, LANG: 'C.UTF-8' };
  const aws = findAws(url, env, join(root, 'build', 'aws-stand-in.mjs'));
  const line = aws.words[0] === 'aws' ? aws.words.join(' ') : LISTED;
  const wrapped = [process.execPath, PROGRAM, '--', ...aws.words];
  note(`\nA sandbox AWS that enforces MFA runs at ${url} (${aws.note}).`);

  heading('1. Without MFA the policy says no');
  typed(line);
  const refused = await runShown(aws.words, env);
  expect(
    refused.status !== 0 && refused.output.includes('with an explicit deny'),
    'the refusal did not come',
  );

  heading('2. Through mfa-exec: the code once, from a simulated device');
  typed(`mfa-exec -- ${line}`);
  const first = await runOnTerminal(wrapped, env, /MFA code[^\n]*: /, () => deviceCode(home));
  expect(first.asked, 'nobody was asked for a code');
  expect(first.status === 0 && first.output.includes('my-cluster-name-here'), 'the cluster was not listed');

  heading('3. Again: from the cache, nobody is asked');
  typed(`mfa-exec -- ${line}`);
  const second = await runOnTerminal(wrapped, env, /MFA code/, () => deviceCode(home));
  expect(!second.asked, 'the session was not cached');
  expect(second.status === 0 && second.output.includes('my-cluster-name-here'), 'the cluster was not listed');

  if (picture !== undefined) {
    const scene = (
      /** @type {string} */ about,
      /** @type {string} */ typed,
      /** @type {string} */ output,
    ) => ({
      about,
      typed,
      output: plain(output),
    });
    const scenes = [
      scene('without MFA the policy says no', LISTED, refused.output),
      scene('through mfa-exec: the code, once', `mfa-exec -- ${LISTED}`, first.output),
      scene(
        'again, from any terminal, for twelve hours: nobody is asked',
        `mfa-exec -- ${LISTED}`,
        second.output,
      ),
    ];
    writeFileSync(picture, terminalPicture(scenes));
  }

  heading('4. The shell that called it is as it was');
  await showShell(env);

  heading('5. What is cached, and forgetting it');
  for (const command of ['status', 'logout']) {
    typed(`mfa-exec ${command}`);
    const { status } = await runShown([process.execPath, PROGRAM, command], env);
    expect(status === 0, `${command} failed`);
  }
  console.log('');
  good('that is the main job');
  note(
    '\nNext, with your own account: install it (README.md), let `mfa-exec doctor` look at your set-up, then\n' +
      '`mfa-exec -- aws sts get-caller-identity`. docs/recipes.md has make, terraform, kubectl and more.',
  );
}

/**
 * One shell runs the wrapped command and then looks at its own environment.
 * @param {NodeJS.ProcessEnv} env
 */
async function showShell(env) {
  const look = VARIABLES.map((name) => `${name}=\${${name}-(not set)}`);
  const print = `printf '%s\\n' ${look.map((word) => `"${word}"`).join(' ')}`;
  typed(`mfa-exec -- true && ${print}`);
  if (process.platform === 'win32') {
    const set = VARIABLES.filter((name) => name in env);
    expect(set.length === 0, 'the variables are set');
    for (const name of VARIABLES) console.log(`${name}=(not set)`);
    return;
  }
  const script = `"$0" "$1" -- true && ${print}`;
  const { status, output } = await runShown(['sh', '-c', script, process.execPath, PROGRAM], env);
  expect(status === 0 && output.split('(not set)').length === VARIABLES.length + 1, 'the shell was changed');
}

/** @param {string} home */
async function deviceCode(home) {
  const { ok, output } = await run(process.execPath, [DEVICE, home]);
  expect(ok, 'the device shows no code');
  return output.trim();
}

/** The caller's environment without what would lead the AWS tools elsewhere. */
function cleanEnv() {
  const kept = Object.entries(process.env).filter(([name]) => !leadsElsewhere(name));
  return Object.fromEntries(kept);
}

/**
 * @param {boolean} holds
 * @param {string} otherwise
 */
function expect(holds, otherwise) {
  if (!holds) throw new Error(`demo: ${otherwise}`);
}
