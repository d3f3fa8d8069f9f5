// What large configurations, many sessions and many processes cost, over the small case.
import { randomBytes } from 'node:crypto';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../lib/npm.mjs';
import { run } from '../lib/step.mjs';
import { inTurns } from './pairs.mjs';
import { PROGRAM } from './stage.mjs';

const PROFILES = 3000;
const SESSIONS = 200;
const ROUNDS = 40;

/**
 * @param {import('./stage.mjs').Stage} small
 * @param {import('./stage.mjs').Stage} large a second machine, which gets the sessions
 * @returns {Promise<string[]>} lines
 */
export async function measureScale(small, large) {
  const node = process.execPath;
  await small.warm(node);
  await large.warm(node);
  await fillKeychain(large);
  const command = [node, PROGRAM, '--', 'true'];
  const cases = [
    { command },
    { command, prepare: async () => largeConfig(small) },
    { command, prepare: async () => large.env },
    { command, prepare: async () => ({ ...large.env, ...largeConfig(large) }) },
  ];
  const [warm, files, sessions, both] = await inTurns(cases, { env: small.env, rounds: ROUNDS });
  return [
    `warm: ${warm?.median.toFixed(0)} ms`,
    `${PROFILES} profiles: ${files?.ratio.toFixed(2)} x`,
    `${SESSIONS} sessions: ${sessions?.ratio.toFixed(2)} x`,
    `${PROFILES} profiles and ${SESSIONS} sessions: ${both?.ratio.toFixed(2)} x`,
    ...(await crowds(small)),
  ];
}

/**
 * 2 MB of profiles after the one that is used.
 * @param {import('./stage.mjs').Stage} stage
 * @returns {Record<string, string>} what leads there
 */
function largeConfig({ env, home }) {
  const folder = join(home, 'large');
  const config = join(folder, 'config');
  if (existsSync(folder)) return { AWS_CONFIG_FILE: config };
  mkdirSync(folder);
  const profile = (/** @type {number} */ number) =>
    [
      `[profile team-${number}-administrator]`,
      'region = eu-central-1',
      `role_arn = arn:aws:iam::${String(number).padStart(12, '0')}:role/${'administrator/'.repeat(20)}main`,
      'source_profile = default',
      `# ${'about this account, '.repeat(14)}`,
      '',
    ].join('\n');
  const profiles = Array.from({ length: PROFILES }, (_, number) => profile(number));
  copyFileSync(env['AWS_CONFIG_FILE'] ?? '', config);
  const own = readFileSync(config, 'utf8');
  appendFileSync(config, `\n${profiles.join('')}`);
  if (!own.includes('[default]') || statSync(config).size < 2e6)
    throw new Error('the configuration is not large');
  return { AWS_CONFIG_FILE: config };
}

/**
 * Sessions of others, which the keychain must tell from ours.
 * @param {import('./stage.mjs').Stage} stage
 */
async function fillKeychain({ env }) {
  const script = `
    const { setPassword } = require('keytar');
    const secret = JSON.stringify({ v: 1, sessionToken: 'x'.repeat(600) });
    void (async () => { for (const name of process.argv.slice(1)) await setPassword('mfa-exec', name, secret); })();`;
  const names = Array.from({ length: SESSIONS }, () => `session-${randomBytes(16).toString('hex')}`);
  const { ok, output } = await run(process.execPath, ['-e', script, ...names], { env, cwd: root });
  if (!ok) throw new Error(output);
}

/** @param {import('./stage.mjs').Stage} stage */
async function crowds({ env, home }) {
  const outfile = join(root, 'build', 'crowd.mjs');
  await build({
    entryPoints: [join(root, 'scripts', 'bench', 'crowd.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const lines = [];
  for (const count of [100, 1000]) {
    const folder = join(home, `crowd-${count}`);
    mkdirSync(folder, { mode: 0o700 });
    const { ok, output } = await run(process.execPath, [outfile, folder, String(count)], { env });
    if (!ok) throw new Error(output);
    const { ms, worked } = JSON.parse(output);
    lines.push(
      `${count} at once for one session: work done ${worked} time(s), ${(ms / count).toFixed(2)} ms each of waiting in line`,
    );
  }
  return lines;
}
