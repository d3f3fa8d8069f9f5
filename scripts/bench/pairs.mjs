// Times programs against each other: in turns, so that what else the machine does falls on all of them alike.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/**
 * @typedef {object} Case
 * @property {readonly string[]} command
 * @property {() => Promise<Record<string, string>>} [prepare] more of the environment, for each run
 * @typedef {{ env: Record<string, string>, rounds: number }} Options
 * @typedef {{ median: number, ratio: number }} Result milliseconds; and over the first case, as the median of the rounds' ratios
 */

/**
 * Each round runs every case once; the first round is not counted.
 * @param {readonly Case[]} cases
 * @param {Options} options
 * @returns {Promise<Result[]>}
 */
export async function inTurns(cases, { env, rounds }) {
  /** @type {number[][]} */
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    const row = [];
    for (const { command, prepare } of cases) row.push(time(command, { ...env, ...(await prepare?.()) }));
    if (round > 0) times.push(row);
  }
  return cases.map((_, at) => ({
    median: median(times.map((row) => row[at] ?? Number.NaN)),
    ratio: median(times.map((row) => (row[at] ?? Number.NaN) / (row[0] ?? Number.NaN))),
  }));
}

/**
 * @param {readonly string[]} command
 * @param {Record<string, string>} env
 * @returns {number} milliseconds from the start to the end
 */
function time([file = '', ...args], env) {
  const start = performance.now();
  const { status, stderr } = spawnSync(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return ms;
}

/**
 * @param {readonly string[]} command
 * @param {Record<string, string>} env
 * @param {number} count
 * @returns {Promise<number>} milliseconds until the last of so many that were started at once has ended
 */
export async function atOnce([file = '', ...args], env, count) {
  const start = performance.now();
  const ends = Array.from({ length: count }, async () => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${said}`);
  });
  await Promise.all(ends);
  return performance.now() - start;
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
