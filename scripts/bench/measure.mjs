// What is measured, for one version of Node.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../lib/npm.mjs';
import { run } from '../lib/step.mjs';
import { atOnce, inTurns, median } from './pairs.mjs';
import { PROGRAM } from './stage.mjs';

const ROUNDS = { warm: 40, cold: 20, aws: 4, parallel: 2 };
const PARALLEL = 64;
const here = join(root, 'scripts', 'bench');

/**
 * @typedef {object} Figures milliseconds, ratios, and counts
 * @property {string} version
 * @property {{ node: number, warm: number, cold: number, sdk: number, aws: number | undefined }} ms
 * @property {number} warmOverNode
 * @property {number} warmOverCommand
 * @property {number} coldOverSdk
 * @property {number | undefined} coldOverAws
 * @property {number} parallel
 * @property {number} besideKiB
 * @property {{ files: number, builtins: number }} loaded
 */

/**
 * @param {string} node path of the Node
 * @param {import('./stage.mjs').Stage} stage
 * @param {readonly string[] | undefined} aws `aws` with the options that lead it to the sandbox, where there is one
 * @returns {Promise<Figures>}
 */
export async function measure(node, stage, aws) {
  const { env } = stage;
  const version = (await run(node, ['--version'], { env })).output.trim().slice(1);
  await stage.warm(node);

  const nothing = { command: [node, '-e', '0'] };
  const warm = { command: [node, PROGRAM, '--', 'true'] };
  const direct = { command: ['true'] };
  const [bare, cached] = await inTurns([nothing, warm], { env, rounds: ROUNDS.warm });
  const [, overDirect] = await inTurns([direct, warm], { env, rounds: ROUNDS.warm / 2 });
  const { besideKiB, loaded } = {
    besideKiB: await besideChild(node, env),
    loaded: await loadedBy(node, stage),
  };

  // A code serves once: each of the three gets one of its own before its run.
  const cold = {
    command: [node, PROGRAM, '--refresh', '--', 'true'],
    prepare: async () => ({ MFA_EXEC_TOKEN_CODE: await stage.freshCode() }),
  };
  const sdk = {
    command: [node, join(here, 'sdk.cjs')],
    prepare: async () => ({
      BENCH_MFA_SERIAL: stage.mfaSerial,
      BENCH_CODE: await stage.freshCode(),
      ...quiet,
    }),
  };
  const [call, fresh] = await inTurns([sdk, cold], { env, rounds: ROUNDS.cold });
  const theirs = aws && (await overAws(aws, cold, stage));
  // Last, for what so many leave to do falls on whatever comes next.
  const parallel = await parallelRatio(nothing.command, warm.command, env);
  return {
    version,
    ms: {
      node: bare?.median ?? Number.NaN,
      warm: cached?.median ?? Number.NaN,
      cold: fresh?.median ?? Number.NaN,
      sdk: call?.median ?? Number.NaN,
      aws: theirs?.[0]?.median,
    },
    warmOverNode: cached?.ratio ?? Number.NaN,
    warmOverCommand: overDirect?.ratio ?? Number.NaN,
    coldOverSdk: fresh?.ratio ?? Number.NaN,
    coldOverAws: theirs?.[1]?.ratio,
    parallel,
    besideKiB,
    loaded,
  };
}

const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/**
 * @param {readonly string[]} aws
 * @param {import('./pairs.mjs').Case} cold
 * @param {import('./stage.mjs').Stage} stage
 */
async function overAws(aws, cold, { env, mfaSerial, freshCode, home }) {
  const call = ['sts', 'get-session-token', '--serial-number', mfaSerial, '--token-code'];
  // The code is an argument here, and a shell puts it in.
  const script = `exec "$@" ${call.join(' ')} "$BENCH_CODE" >/dev/null`;
  const theirs = {
    command: ['sh', '-c', script, 'sh', ...aws],
    prepare: async () => ({ BENCH_CODE: await freshCode(), AWS_PAGER: '', HOME: home }),
  };
  return inTurns([theirs, cold], { env, rounds: ROUNDS.aws });
}

/**
 * @param {readonly string[]} bare
 * @param {readonly string[]} wrapped
 * @param {Record<string, string>} env
 */
async function parallelRatio(bare, wrapped, env) {
  const ratios = [];
  for (let round = 0; round < ROUNDS.parallel; round++) {
    const base = await atOnce(bare, env, PARALLEL);
    ratios.push((await atOnce(wrapped, env, PARALLEL)) / base);
  }
  return median(ratios);
}

/**
 * @param {string} node
 * @param {Record<string, string>} env
 * @returns {Promise<number>} KiB of resident memory of what runs beside the command
 */
async function besideChild(node, env) {
  const child = spawn(node, [PROGRAM, '--', 'sleep', '60'], { env, stdio: 'ignore' });
  try {
    for (let tries = 0; tries < 500; tries++) {
      const all = family(Number(child.pid));
      if (all.some((pid) => status(pid, 'Name') === 'sleep')) {
        const beside = all.filter((pid) => status(pid, 'Name') !== 'sleep');
        return beside.reduce((sum, pid) => sum + Number.parseInt(status(pid, 'VmRSS') || '0', 10), 0);
      }
      await delay(20);
    }
    throw new Error('the command did not start');
  } finally {
    for (const pid of family(Number(child.pid)).reverse()) process.kill(pid);
  }
}

/**
 * @param {number} pid
 * @returns {number[]} the process and its descendants
 */
function family(pid) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = pids.filter((name) => status(Number(name), 'PPid') === String(pid));
  return [pid, ...children.flatMap((name) => family(Number(name)))];
}

/**
 * @param {number} pid
 * @param {string} field
 */
function status(pid, field) {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(text)?.[1] ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {string} node
 * @param {import('./stage.mjs').Stage} stage
 * @returns {Promise<{ files: number, builtins: number }>} what a cache hit loads beyond what Node loads by itself
 */
async function loadedBy(node, { env, home }) {
  const file = join(home, 'loaded');
  const preload = { NODE_OPTIONS: `--require="${join(here, 'loaded.cjs')}"`, BENCH_LOADED: file };
  const { ok, output } = await run(node, [PROGRAM, '--', 'true'], { env: { ...env, ...preload } });
  if (!ok) throw new Error(output);
  const lines = new Set(readFileSync(file, 'utf8').split('\n'));
  const count = (/** @type {RegExp} */ kind) => [...lines].filter((line) => kind.test(line)).length;
  return { files: count(/^file /), builtins: count(/^NativeModule (?!internal)/) };
}
