// One line a step with its time; what a step printed is shown only when it failed.
import { spawn } from 'node:child_process';

/**
 * @typedef {{ ok: boolean, output?: string, note?: string }} Outcome `note` is shown behind the time.
 * @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} RunOptions
 */

const colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];

/** @param {boolean} ok */
function mark(ok) {
  const word = ok ? 'ok  ' : 'FAIL';
  return colour ? `\u001B[${ok ? 32 : 31}m${word}\u001B[39m` : word;
}

/**
 * Does one step and prints its line. An exception is a failed step, never the end of the run.
 * @param {string} name
 * @param {() => Promise<Outcome>} work
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function step(name, work) {
  const start = performance.now();
  const outcome = await work().catch((error) => ({
    ok: false,
    output: `${error?.stack ?? error}\n`,
    note: '',
  }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  console.log(`${mark(outcome.ok)} ${name.padEnd(18)}${seconds} s${outcome.note ? `  ${outcome.note}` : ''}`);
  if (!outcome.ok && outcome.output) process.stdout.write(outcome.output.replace(/\n*$/, '\n'));
  return outcome.ok;
}

/**
 * Runs a program without stdin and collects what it prints, stdout and stderr in the order written.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome & { output: string }>}
 */
export function run(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ ok: false, output: `${file}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * Runs a program that shows its output as it comes.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<boolean>} whether it ended with 0
 */
export function show(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, [...args], { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      console.error(`${file}: ${error.message}`);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
}
