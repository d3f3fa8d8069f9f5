// What the demo shows: headings, commands as they are typed, and what they print.
import { spawn } from 'node:child_process';

const colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];

/**
 * @param {number} code an SGR code
 * @param {string} text
 */
const paint = (code, text) => (colour ? `\u001B[${code}m${text}\u001B[0m` : text);

/** @param {string} text */
export const heading = (text) => console.log(`\n${paint(1, text)}`);
/** @param {string} text */
export const note = (text) => console.log(paint(2, text));
/** @param {string} line */
export const typed = (line) => console.log(`${paint(36, '$')} ${paint(36, line)}`);
/** @param {string} text */
export const good = (text) => console.log(`${paint(32, '✓')} ${text}`);

/**
 * Runs a program without a terminal and shows what it prints.
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ status: number | null, output: string }>}
 */
export function runShown(words, env) {
  const [file = '', ...args] = words;
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        process.stdout.write(text);
      });
    }
    child.on('error', (error) => resolve({ status: null, output: error.message }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

/**
 * Runs a program on a terminal of its own, shows what the terminal shows, and types `answer()` once when `question`
 * appears there: the part of the person.
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @param {RegExp} question
 * @param {() => Promise<string>} answer
 * @returns {Promise<{ status: number, output: string, asked: boolean }>}
 */
export async function runOnTerminal(words, env, question, answer) {
  const { spawn: spawnPty } = await import('@lydell/node-pty');
  const [file = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const terminal = spawnPty(file, args, {
      env: /** @type {Record<string, string>} */ (env),
      cols: 110,
      rows: 30,
    });
    let output = '';
    let asked = false;
    terminal.onData((text) => {
      output += text;
      process.stdout.write(colour ? text : plain(text));
      if (!asked && question.test(output)) {
        asked = true;
        answer().then((code) => terminal.write(`${code}\r`), reject);
      }
    });
    terminal.onExit(({ exitCode }) => resolve({ status: exitCode, output, asked }));
  });
}

/**
 * Without the control sequences of a terminal.
 * @param {string} text
 */
export function plain(text) {
  const esc = '\u001B';
  return text.replaceAll(new RegExp(`${esc}(\\[[0-9;?]*[A-Za-z]|[=>])|\\r(?=\\n)`, 'g'), '');
}
