import { MfaExecError } from '../core/errors.ts';
import type { Env, Prompt } from '../core/ports.ts';
import type { SignalHost } from './terminal-signals.ts';

export interface PromptOptions {
  readonly env: Env;
  /** `--no-prompt`: nobody may be asked. */
  readonly noPrompt: boolean;
  /** `process`, whose signals and platform count. */
  readonly host: SignalHost;
}

/**
 * Asks by the first way there is: the pinentry that is configured, the terminal, a dialog of the desktop. The
 * way is looked for when something is asked, and nothing of it is loaded before.
 * Throws PROMPT_UNAVAILABLE at once where there is none.
 */
export function createPrompt(options: PromptOptions): Prompt {
  return {
    async askCode(question) {
      const prompt = await findPrompt(options);
      if (prompt === undefined) throw unavailable(options, 'an MFA code is needed', CODE_HINT);
      return prompt.askCode(question);
    },
    async choose(title, choices) {
      const prompt = await findPrompt(options);
      if (prompt === undefined) throw unavailable(options, 'an MFA device has to be chosen', DEVICE_HINT);
      return prompt.choose(title, choices);
    },
  };
}

const CODE_HINT =
  "run `mfa-exec login` in a terminal first, or give --token-code CODE or --mfa-process 'COMMAND'";
const DEVICE_HINT = 'name the device with --mfa-serial ARN';

async function findPrompt({ env, noPrompt, host }: PromptOptions): Promise<Prompt | undefined> {
  if (noPrompt) return undefined;
  const pinentry = env['MFA_EXEC_PINENTRY'];
  if (pinentry) {
    const { pinentryPrompt } = await import('./pinentry.ts');
    return pinentryPrompt(pinentry, env, host);
  }
  const { openTtyPrompt } = await import('./tty-prompt.ts');
  const onTerminal = openTtyPrompt(env, host);
  if (onTerminal !== undefined) return onTerminal;
  const { findDialog } = await import('./dialog.ts');
  return findDialog(env, host);
}

function unavailable({ noPrompt }: PromptOptions, need: string, hint: string): MfaExecError {
  const reason = noPrompt
    ? '--no-prompt forbids to ask for it'
    : 'there is nobody to ask: no terminal and no desktop';
  return new MfaExecError('PROMPT_UNAVAILABLE', `${need}, and ${reason}`, { hint });
}
