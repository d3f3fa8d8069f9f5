// The sandbox AWS of the demo and of `npm run sandbox`, in a folder of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './npm.mjs';

/** What `mfa-exec` is here. */
export const PROGRAM = join(root, 'dist', 'mfa-exec.cjs');
/** Prints a code: to be run by Node, with the sandbox's folder as its argument. */
export const DEVICE = join(root, 'build', 'device.mjs');

/**
 * @typedef {object} SandboxHome
 * @property {string} home the folder, which goes when this process ends
 * @property {import('../../fixtures/sandbox/home.ts').SandboxFile} file
 * @property {Record<string, string>} env what leads mfa-exec and the AWS CLI there, and nowhere else
 * @property {() => void} stop
 */

/**
 * Starts a sandbox. It ends with this process, whichever way that ends.
 * @param {string} name of the folder
 * @returns {Promise<SandboxHome>}
 */
export async function startSandbox(name) {
  const home = mkdtempSync(join(tmpdir(), `mfa-exec-${name}-`));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
  const child = await started(home);
  /** @type {import('../../fixtures/sandbox/home.ts').SandboxFile} */
  const file = JSON.parse(readFileSync(join(home, 'sandbox.json'), 'utf8'));
  const folder = (/** @type {string} */ part) => {
    mkdirSync(join(home, part), { mode: 0o700 });
    return join(home, part);
  };
  const env = {
    AWS_CONFIG_FILE: file.configFile,
    AWS_SHARED_CREDENTIALS_FILE: file.credentialsFile,
    AWS_ENDPOINT_URL: file.url,
    AWS_PAGER: '',
    MFA_EXEC_STORE: 'file',
    ...(process.platform === 'win32'
      ? { LOCALAPPDATA: folder('local') }
      : {
          XDG_RUNTIME_DIR: folder('run'),
          XDG_CACHE_HOME: folder('cache'),
          XDG_DATA_HOME: folder('data'),
        }),
  };
  return { home, file, env, stop: () => child.kill('SIGTERM') };
}

/**
 * @param {string} home
 * @returns {Promise<import('node:child_process').ChildProcess>} once its files are there
 */
function started(home) {
  return new Promise((resolve, reject) => {
    // It ends with its stdin, and so with this process.
    const args = [join(root, 'build', 'sandbox.mjs'), '--dir', home, '--until-stdin-ends'];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8').once('data', () => resolve(child));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
}

/** @param {string} name of a variable: whether it would lead the AWS tools somewhere else */
export function leadsElsewhere(name) {
  return (
    /^(AWS_|MFA_EXEC_|NODE_EXTRA_CA_CERTS$|REQUESTS_CA_BUNDLE$)/.test(name) ||
    /^(https?|all)_proxy$/i.test(name)
  );
}
