/**
 * A program of the tests that asks once and says what came of it, on stdout as JSON. It ends as mfa-exec does: by
 * the signal that cancelled the question. Arguments: `code [PROBLEM]` or `choose CHOICE…`;
 * `terminal` prints the terminal's name instead.
 */

import { MfaExecError } from '../../../src/base/errors.ts';
import { createPrompt } from '../../../src/prompt/create.ts';
import { terminalId } from '../../../src/prompt/terminal/id.ts';
import { standInForStderr } from '../../../src/run/stand-in-stderr.ts';

standInForStderr();

const [what, ...rest] = process.argv.slice(2);
const prompt = createPrompt({ env: process.env, host: process });

const ask = () =>
  what === 'choose'
    ? prompt.choose('Which MFA device?', rest)
    : prompt.askCode({
        mfaSerial: 'arn:aws:iam::000000000012:mfa/yourusername',
        profile: 'dev',
        problem: rest[0],
      });

if (what === 'terminal') console.log(terminalId());
else await report();

async function report(): Promise<void> {
  try {
    const answer = await ask();
    // What must not outlive the question: the command may take this process over, or it has to end by itself.
    // The handle of a child that has ended is closed at the end of this turn of the event loop.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    const listeners = process.eventNames().filter((name) => String(name).startsWith('SIG'));
    const resources = process.getActiveResourcesInfo().filter((name) => !name.startsWith('Pipe'));
    console.log(JSON.stringify({ answer, listeners, resources }));
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    const signal = signalOf(error.cause);
    console.log(JSON.stringify({ code: error.code, message: error.message, hint: error.hint, signal }));
    if (signal !== undefined) process.kill(process.pid, signal);
    else process.exitCode = 125;
  }
}

function signalOf(cause: unknown): 'SIGINT' | undefined {
  const signal = typeof cause === 'object' && cause !== null && 'signal' in cause ? cause.signal : undefined;
  return signal === 'SIGINT' ? signal : undefined;
}
