// The machine that is measured on: a home of its own, a sandbox AWS, a session bus with an unlocked keychain.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../lib/npm.mjs';
import { run } from '../lib/step.mjs';

export const PROGRAM = join(root, 'dist', 'mfa-exec.cjs');

/**
 * @typedef {object} Stage
 * @property {string} home
 * @property {Record<string, string>} env the whole environment of what is measured
 * @property {string} mfaSerial
 * @property {string} url of the sandbox
 * @property {() => Promise<string>} freshCode
 * @property {(node: string) => Promise<void>} warm gets a session with this Node, and keeps it
 * @property {() => Promise<void>} dispose
 */

/** @returns {Promise<Stage>} */
export async function buildStage() {
  const home = mkdtempSync(join(tmpdir(), 'mfa-exec-bench-'));
  const keyring = await startKeyring();
  const sandbox = await startSandbox(home);
  const { url, controlToken, mfaSerial, configFile, credentialsFile } = JSON.parse(
    readFileSync(join(home, 'sandbox.json'), 'utf8'),
  );
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const env = {
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: join(home, 'run'),
    AWS_CONFIG_FILE: configFile,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
    AWS_ENDPOINT_URL: url,
    ...keyring.env,
  };

  const freshCode = async () => {
    const response = await fetch(`${url}/_sandbox/code`, {
      method: 'POST',
      // Each on a connection of its own: the sandbox closes one that was idle for long, perhaps at this moment.
      headers: { 'x-sandbox-token': controlToken, connection: 'close' },
    });
    return /** @type {{ code: string }} */ (await response.json()).code;
  };
  return {
    home,
    env,
    mfaSerial,
    url,
    freshCode,
    async warm(node) {
      const code = await freshCode();
      const args = [PROGRAM, 'login', '--refresh', '--store', 'keychain', '--token-code', code];
      const { ok, output } = await run(node, args, { env });
      if (!ok) throw new Error(`no session: ${output}`);
    },
    async dispose() {
      sandbox.kill('SIGTERM');
      await keyring.dispose();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The tests' own keychain; they are TypeScript. */
async function startKeyring() {
  const outfile = join(root, 'build', 'keyring.mjs');
  await build({
    entryPoints: [join(root, 'test', 'e2e', 'harness', 'keyring.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  /** @type {typeof import('../../test/e2e/harness/keyring.ts')} */
  const keyring = await import(pathToFileURL(outfile).href);
  return keyring.startKeyring();
}

/**
 * @param {string} home
 * @returns {Promise<import('node:child_process').ChildProcess>}
 */
function startSandbox(home) {
  return new Promise((resolve, reject) => {
    const args = [join(root, 'build', 'sandbox.mjs'), '--dir', home, '--until-stdin-ends'];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.once('data', () => resolve(child));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
}
