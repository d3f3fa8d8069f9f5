/** What is said where a person would have to answer and nobody may or can be asked. */
import { MfaExecError } from './errors.ts';
import type { Prompt } from './ports.ts';

export const FORBIDDEN = '--no-prompt forbids asking';

/** How to do without a question. */
export const CODE_HINT =
  "run `mfa-exec login` in a terminal first, or give --token-code CODE or --mfa-process 'COMMAND'";

/** Nobody gives the code, for this reason. */
export function noCode(reason: string): MfaExecError {
  return new MfaExecError('PROMPT_UNAVAILABLE', `an MFA code is needed, and ${reason}`, {
    hint: CODE_HINT,
  });
}

/** Nobody chooses among several MFA devices, for this reason. */
export function noDevice(reason: string): MfaExecError {
  return new MfaExecError('PROMPT_UNAVAILABLE', `an MFA device has to be chosen, and ${reason}`, {
    hint: 'name the device with --mfa-serial ARN',
  });
}

/** `--no-prompt`: every question is refused. */
export const noPrompt: Prompt = {
  askCode: async () => {
    throw noCode(FORBIDDEN);
  },
  choose: async () => {
    throw noDevice(FORBIDDEN);
  },
};
