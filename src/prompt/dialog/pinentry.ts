import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { MfaExecError } from '../../base/errors.ts';
import type { Env, Prompt } from '../../base/ports.ts';
import { visible } from '../../base/visible.ts';
import { noteTerminalModes } from '../terminal/modes.ts';
import { handleEndings, type SignalHost } from '../terminal/signals.ts';
import { choiceIndex, codeQuestionText, numberedChoices, problemText } from '../text.ts';
import { type AssuanReply, assuanRequest, isAssuanCancel, parseAssuanReply } from './assuan.ts';

/** What a pinentry shows. */
interface Form {
  readonly description: string;
  readonly label: string;
  readonly error?: string | undefined;
}

/** Asks with the pinentry `program`: a name on the PATH or a path, without arguments. */
export function pinentryPrompt(program: string, env: Env, host: SignalHost): Prompt {
  return {
    askCode: (question) =>
      getPin(
        program,
        { description: codeQuestionText(question), label: 'MFA code:', error: problemText(question) },
        env,
        host,
      ),
    async choose(title, choices) {
      const description = [visible(title), ...numberedChoices(choices)].join('\n');
      const label = `Number, 1 to ${choices.length}:`;
      for (let error: string | undefined; ; error = 'there is no such number') {
        const answer = await getPin(program, { description, label, error }, env, host);
        const chosen = choices[choiceIndex(answer, choices.length) ?? -1];
        if (chosen !== undefined) return chosen;
      }
    },
  };
}

/** How much later than the pinentry's end a Ctrl-C that ended it may arrive, in milliseconds. */
const LATE_SIGNAL_MS = 100;

/** Runs one pinentry for one question. */
async function getPin(program: string, form: Form, env: Env, host: SignalHost): Promise<string> {
  // Ctrl-C ends a pinentry in the middle of its drawing, and not all of them tidy up.
  const restoreTerminal = noteTerminalModes(host.platform);
  const child = start(program, env);
  let interrupted = false;
  const leave = () => void child.kill();
  const interrupt = () => {
    interrupted = true;
    leave();
  };
  const stop = handleEndings({ leave, interrupted: interrupt }, host);
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let startFailure: unknown;
  child.on('error', (error) => {
    startFailure = error;
  });
  // A program that has ended breaks the pipe; what it said, or that it said nothing, is looked at below.
  child.stdin.on('error', () => {});
  try {
    return await converse(child.stdin, createInterface({ input: child.stdout }), requests(form, env, host));
  } catch (error) {
    // Ctrl-C goes to both, and the end of the other may be seen first.
    child.stdin.end();
    await closed;
    if (!interrupted && !(error instanceof MfaExecError)) await delay(LATE_SIGNAL_MS);
    if (interrupted) throw cancelled({ signal: 'SIGINT' });
    if (startFailure !== undefined) throw unusable(program, 'it cannot be started', startFailure);
    if (error instanceof MfaExecError) throw error;
    throw unusable(program, error instanceof Error ? error.message : String(error), error);
  } finally {
    child.stdin.end();
    await closed;
    stop();
    restoreTerminal();
  }
}

/** Some reasons not to start are thrown rather than emitted: ENOTDIR, ENOEXEC, E2BIG. */
function start(program: string, env: Env) {
  try {
    return spawn(program, [], { env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
  } catch (error) {
    throw unusable(program, 'it cannot be started', error);
  }
}

/** Options that a pinentry does not know are refused with an error that means nothing here. */
function requests(form: Form, env: Env, host: SignalHost): { optional: string[]; pin: string } {
  const terminal = env['GPG_TTY'] || (host.platform === 'win32' ? undefined : '/dev/tty');
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  const optional = [
    ...(terminal ? [assuanRequest('OPTION', `ttyname=${terminal}`)] : []),
    ...(env['TERM'] ? [assuanRequest('OPTION', `ttytype=${env['TERM']}`)] : []),
    ...(locale ? [assuanRequest('OPTION', `lc-ctype=${locale}`)] : []),
    assuanRequest('SETTITLE', 'mfa-exec'),
    assuanRequest('SETDESC', form.description),
    assuanRequest('SETPROMPT', form.label),
    ...(form.error === undefined ? [] : [assuanRequest('SETERROR', form.error)]),
  ];
  return { optional, pin: assuanRequest('GETPIN') };
}

async function converse(
  input: NodeJS.WritableStream,
  lines: AsyncIterable<string>,
  { optional, pin }: { optional: readonly string[]; pin: string },
): Promise<string> {
  const reader = lines[Symbol.asyncIterator]();
  const answer = async (): Promise<{ end: AssuanReply; data: string }> => {
    let data = '';
    for (;;) {
      const next = await reader.next();
      if (next.done === true) throw new Error('it ended without an answer');
      const reply = parseAssuanReply(next.value);
      if (reply.kind === 'data') data += reply.text;
      else if (reply.kind !== 'other') return { end: reply, data };
    }
  };
  await answer();
  for (const request of optional) {
    input.write(request);
    await answer();
  }
  input.write(pin);
  const { end, data } = await answer();
  input.write(assuanRequest('BYE'));
  if (end.kind !== 'error') return data;
  throw isAssuanCancel(end.code) ? cancelled() : new Error(end.text);
}

function cancelled(cause?: unknown): MfaExecError {
  return new MfaExecError('PROMPT_CANCELLED', 'cancelled in the pinentry', { cause });
}

function unusable(program: string, why: string, cause: unknown): MfaExecError {
  return new MfaExecError('PROMPT_UNAVAILABLE', `${program} (MFA_EXEC_PINENTRY) could not ask: ${why}`, {
    hint: 'unset MFA_EXEC_PINENTRY to be asked on the terminal',
    cause,
  });
}
