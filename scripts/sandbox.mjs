// `npm run sandbox`: a fake AWS to play with, in a folder of its own. It prints what to paste into another terminal, runs
// until Ctrl-C, and then removes everything. No account, keychain or ~/.aws of yours is touched.
import { appendFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { findAws } from './lib/demo-aws.mjs';
import { heading, note } from './lib/demo-screen.mjs';
import { root } from './lib/npm.mjs';
import { prepare } from './lib/prepare.mjs';
import { DEVICE, leadsElsewhere, PROGRAM, startSandbox } from './lib/sandbox.mjs';

const STAND_IN = join(root, 'build', 'aws-stand-in.mjs');
const onWindows = process.platform === 'win32';

process.exitCode = 1;
const { prepared = false } = parseArgs({ options: { prepared: { type: 'boolean' } } }).values;
if (await prepare(prepared)) {
  const { home, file, env } = await startSandbox('sandbox');
  const [role = ''] = file.roleArns;
  const deploy = [
    '[profile deploy]',
    `role_arn = ${role}`,
    'source_profile = default',
    'region = eu-central-1',
  ];
  appendFileSync(file.configFile, `\n${deploy.join('\n')}\n`);
  const bin = join(home, 'bin');
  mkdirSync(bin);
  if (onWindows) addWindowsCommands(bin, home);
  else addCommands(bin, home, file.url);

  heading(`A sandbox AWS that enforces MFA is at ${file.url}. Paste this into another terminal:`);
  console.log('');
  for (const line of onWindows ? powershellLines(env, bin) : posixLines(env, bin)) console.log(line);
  heading('Then play there:');
  console.log(`
aws eks list-clusters                     # refused: the policy wants MFA
mfa-code                                  # what the simulated device shows; each code is good once
mfa-exec -- aws eks list-clusters         # asks for a code
mfa-exec --profile deploy -- aws sts get-caller-identity
mfa-exec status
mfa-exec logout
`);
  note('Ctrl-C here ends the sandbox and removes its folder.');
}

/**
 * `mfa-exec` and `mfa-code`, for this sandbox, and an `aws` where there is none or one that is too old to find it.
 * @param {string} bin
 * @param {string} home
 * @param {string} url
 */
function addCommands(bin, home, url) {
  const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const code = `#!/bin/sh\nexec ${[process.execPath, DEVICE, home].map(quoted).join(' ')}\n`;
  writeFileSync(join(bin, 'mfa-code'), code, { mode: 0o755 });
  symlinkSync(PROGRAM, join(bin, 'mfa-exec'));
  const words = findAws(url, process.env, STAND_IN).words.slice(0, -2);
  if (words.length === 1) return;
  const [aws = '', ...options] = words;
  const file = aws === 'aws' ? (programOnPath('aws') ?? 'aws') : aws;
  // The stand-in does `eks list-clusters` and nothing else.
  writeFileSync(join(bin, 'aws'), `#!/bin/sh\nexec ${[file, ...options].map(quoted).join(' ')} "$@"\n`, {
    mode: 0o755,
  });
}

/** @param {string} name */
function programOnPath(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * @param {string} bin
 * @param {string} home
 */
function addWindowsCommands(bin, home) {
  writeFileSync(join(bin, 'mfa-code.cmd'), `@"${process.execPath}" "${DEVICE}" "${home}"\r\n`);
  writeFileSync(join(bin, 'mfa-exec.cmd'), `@"${process.execPath}" "${PROGRAM}" %*\r\n`);
}

/**
 * `export` serves fish too.
 * @param {Record<string, string>} env
 * @param {string} bin
 */
function posixLines(env, bin) {
  const unset = process.env['SHELL']?.endsWith('/fish') ? 'set -e' : 'unset';
  const others = othersOf(env);
  return [
    ...(others.length > 0 ? [`${unset} ${others.join(' ')}`] : []),
    ...Object.entries(env).map(([name, value]) => `export ${name}='${value}'`),
    `export PATH="${bin}:$PATH"`,
  ];
}

/**
 * @param {Record<string, string>} env
 * @param {string} bin
 */
function powershellLines(env, bin) {
  const set = Object.entries(env).map(([name, value]) => `$Env:${name} = '${value}'`);
  const unset = othersOf(env).map((name) => `Remove-Item Env:${name}`);
  return [...unset, ...set, `$Env:PATH = '${bin}${delimiter}' + $Env:PATH`];
}

/**
 * Variables of this terminal, and so most likely of the other too, that would lead elsewhere.
 * @param {Record<string, string>} env
 */
function othersOf(env) {
  return Object.keys(process.env).filter((name) => leadsElsewhere(name) && !(name in env));
}
