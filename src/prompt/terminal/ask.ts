import { MfaExecError } from '../../base/errors.ts';
import type { Env, Prompt } from '../../base/ports.ts';
import type { SignalHost } from '../../platform/endings.ts';
import { chooserDialogue } from './chooser.ts';
import { converse } from './conversation.ts';
import { openTerminal, type Terminal } from './device.ts';
import { codeDialogue, lineDialogue } from './dialogue.ts';

/**
 * Asks on the terminal device itself; `undefined` where this process has no terminal. The prompt serves one
 * question: it closes the terminal behind it.
 */
export function openTtyPrompt(env: Env, host: SignalHost): Prompt | undefined {
  const terminal = openTerminal(env, host.platform);
  return terminal === undefined ? undefined : ttyPrompt(terminal, host);
}

/**
 * Asks for one line, hidden where it is `secret`; a dot is shown for each character all the same, so that a paste is seen
 * to have arrived. Throws PROMPT_UNAVAILABLE where this process has no terminal.
 */
export function askLine(question: string, secret: boolean, env: Env, host: SignalHost): Promise<string> {
  const terminal = openTerminal(env, host.platform);
  if (terminal === undefined) {
    throw new MfaExecError('PROMPT_UNAVAILABLE', 'there is no terminal to ask on');
  }
  return converse(terminal, lineDialogue(question, secret, terminal.look), host);
}

function ttyPrompt(terminal: Terminal, host: SignalHost): Prompt {
  return {
    askCode: (question) => converse(terminal, codeDialogue(question, terminal.look), host),
    async choose(title, choices) {
      const index = await converse(terminal, chooserDialogue(title, choices, terminal.look), host);
      return choices[index] ?? '';
    },
  };
}
