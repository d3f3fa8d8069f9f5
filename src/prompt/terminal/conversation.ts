import { StringDecoder } from 'node:string_decoder';
import { MfaExecError } from '../../base/errors.ts';
import type { SignalHost } from '../../platform/endings.ts';
import type { Terminal } from './device.ts';
import type { Answer, Dialogue } from './dialogue.ts';
import { type Key, readKeys } from './keys.ts';
import { handleSignals, keyboardSignal, raiseFromKeyboard } from './signals.ts';

/**
 * Carries a dialogue on a terminal, then closes the terminal: no handler, timer or descriptor is left of it.
 * @throws {MfaExecError} PROMPT_CANCELLED on Ctrl-D, on Ctrl-C and SIGINT (with `{ signal: 'SIGINT' }` as its
 * cause, for the caller to end by), and where the terminal goes away (`{ signal: 'SIGHUP' }`: the hang-up itself may come
 * when nobody listens for it any more).
 */
export async function converse<T>(terminal: Terminal, dialogue: Dialogue<T>, host: SignalHost): Promise<T> {
  let stopHandling = () => {};
  try {
    const answer = await new Promise<Answer<T>>((resolve, reject) => {
      const cancel = (cause?: unknown) =>
        reject(new MfaExecError('PROMPT_CANCELLED', 'cancelled at the prompt', { cause }));
      let shown = false;
      const leave = () => {
        if (!shown) return;
        shown = false;
        terminal.release();
        terminal.write('\n');
      };
      const show = () => {
        leave();
        if (!terminal.take()) return cancel(new Error('the terminal is gone'));
        shown = true;
        terminal.write(dialogue.show());
      };
      const interrupted = () => {
        leave();
        cancel({ signal: 'SIGINT' });
      };
      const awaitForeground = () => terminal.awaitForeground();
      const duties = { leave, awaitForeground, resume: show, interrupted };

      /** Returns whether the dialogue goes on. */
      const press = (key: Key): boolean => {
        const signal = keyboardSignal(key.kind);
        if (signal !== undefined) {
          raiseFromKeyboard(signal, duties, host);
          return true;
        }
        const reply = dialogue.press(key);
        terminal.write(reply.write);
        if (reply.answer !== undefined) resolve(reply.answer);
        return reply.answer === undefined;
      };

      stopHandling = handleSignals(duties, host);
      show();
      terminal.read(keyPresses(press), () => cancel({ signal: 'SIGHUP' }));
    });
    if (answer.kind === 'given') return answer.value;
    throw new MfaExecError('PROMPT_CANCELLED', 'cancelled at the prompt');
  } finally {
    terminal.release();
    stopHandling();
    await terminal.close();
  }
}

/** Turns bytes into keys for `press`; false as soon as `press` says so. */
function keyPresses(press: (key: Key) => boolean): (byte: Uint8Array) => boolean {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  return (byte) => {
    const read = readKeys(pending, decoder.write(Buffer.from(byte)));
    pending = read.pending;
    return read.keys.every(press);
  };
}
