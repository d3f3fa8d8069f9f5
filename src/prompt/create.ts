/** Chooses how to ask a person: on the terminal, else by a dialog. */
import type { Env, Prompt } from '../base/ports.ts';
import { noCode, noDevice } from '../mfa/no-prompt.ts';
import type { SignalHost } from '../platform/endings.ts';

export interface PromptOptions {
  readonly env: Env;
  /** `process`, whose signals and platform count. */
  readonly host: SignalHost;
}

const NOBODY = 'there is nobody to ask: no terminal and no desktop';

/**
 * Asks on the terminal, else by a dialog of the desktop. Looks for the way, and loads it, only when something is
 * asked. Throws PROMPT_UNAVAILABLE at once if there is none.
 */
export function createPrompt(options: PromptOptions): Prompt {
  return {
    async askCode(question) {
      const prompt = await findPrompt(options);
      if (prompt === undefined) throw noCode(NOBODY, question.profile);
      return prompt.askCode(question);
    },
    async choose(title, choices) {
      const prompt = await findPrompt(options);
      if (prompt === undefined) throw noDevice(NOBODY, choices);
      return prompt.choose(title, choices);
    },
  };
}

async function findPrompt({ env, host }: PromptOptions): Promise<Prompt | undefined> {
  const { openTtyPrompt } = await import('./terminal/ask.ts');
  const onTerminal = openTtyPrompt(env, host);
  if (onTerminal !== undefined) return onTerminal;
  const { findDialog } = await import('./dialog/choose.ts');
  return findDialog(env, host);
}
