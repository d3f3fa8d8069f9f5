// What a cached call costs with each store, on each runtime: over `node -e 0` of the running Node, in one and the same turn.
import { existsSync } from 'node:fs';
import { executablePath, ownSystem, SYSTEMS } from '../lib/runtimes.mjs';
import { run } from '../lib/step.mjs';
import { inTurns } from './pairs.mjs';
import { PROGRAM } from './stage.mjs';

const STORES = ['keychain', 'keyctl', 'file'];
const ROUNDS = { warm: 40, cold: 20 };

/**
 * @typedef {{ name: string, nothing: readonly string[], program: readonly string[] }} Runtime `nothing`: what it is
 *   measured over
 */

/**
 * @param {readonly { major: string, path: string }[]} nodes
 * @returns {readonly Runtime[]}
 */
export function runtimes(nodes) {
  const all = nodes.map(({ major, path }) => ({
    name: `Node ${major}`,
    nothing: [path, '-e', '0'],
    program: [path, PROGRAM],
  }));
  const executable = executablePath(ownSystem());
  const isThere = ownSystem() in SYSTEMS && existsSync(executable);
  const nothing = [process.execPath, '-e', '0'];
  return isThere ? [...all, { name: 'executable', nothing, program: [executable] }] : all;
}

/**
 * @param {readonly Runtime[]} all
 * @param {import('./stage.mjs').Stage} stage
 * @returns {Promise<string[]>} lines of a table: a row a store, a column a runtime
 */
export async function measureStores(all, stage) {
  /** @type {string[][]} */
  const rows = [['warm, over node -e 0', ...all.map(({ name }) => name)]];
  for (const store of STORES) {
    const env = { ...stage.env, MFA_EXEC_STORE: store };
    await login(stage, env);
    const ratios = await ratiosOf(all, { env, rounds: ROUNDS.warm });
    rows.push([store, ...ratios.map((ratio) => `${ratio.toFixed(2)} x`)]);
  }
  const first = all[0];
  if (first !== undefined) rows.push(await coldRow(first, all, stage));
  return aligned(rows);
}

/**
 * @param {import('./stage.mjs').Stage} stage
 * @param {Record<string, string>} env
 */
async function login(stage, env) {
  const args = [PROGRAM, 'login', '--refresh'];
  const code = { MFA_EXEC_TOKEN_CODE: await stage.freshCode() };
  const { ok, output } = await run(process.execPath, args, { env: { ...env, ...code } });
  if (!ok) throw new Error(`no session: ${output}`);
}

/**
 * @param {readonly Runtime[]} all
 * @param {import('./pairs.mjs').Options} options
 */
async function ratiosOf(all, options) {
  const ratios = [];
  for (const { nothing, program } of all) {
    const cases = [{ command: nothing }, { command: [...program, '--', 'true'] }];
    ratios.push((await inTurns(cases, options))[1]?.ratio ?? Number.NaN);
  }
  return ratios;
}

/**
 * A new session, over one of the first runtime.
 * @param {Runtime} first
 * @param {readonly Runtime[]} all
 * @param {import('./stage.mjs').Stage} stage
 */
async function coldRow(first, all, stage) {
  const prepare = async () => ({ MFA_EXEC_TOKEN_CODE: await stage.freshCode() });
  const cases = [first, ...all].map(({ program }) => ({
    command: [...program, '--refresh', '--', 'true'],
    prepare,
  }));
  const env = { ...stage.env, MFA_EXEC_STORE: 'file' };
  const [, ...results] = await inTurns(cases, { env, rounds: ROUNDS.cold });
  return [`cold, over ${first.name}`, ...results.map(({ ratio }) => `${ratio.toFixed(2)} x`)];
}

/** @param {readonly (readonly string[])[]} rows */
function aligned(rows) {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('   '),
  );
}
