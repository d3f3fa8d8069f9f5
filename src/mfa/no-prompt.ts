/** The errors for a question that nobody may or can answer. */

import { MfaExecError } from '../base/errors.ts';
import type { Prompt } from '../base/ports.ts';
import { profileOption } from '../base/shell-word.ts';
import { visible } from '../base/visible.ts';

export const FORBIDDEN = '--no-prompt forbids asking';

/** How to do without a question. */
export function codeHint(profile: string | undefined): string {
  const login = `mfa-exec login${profileOption(profile)}`;
  return `run \`${login}\` in a terminal first, or give --token-code CODE or --mfa-process 'COMMAND'`;
}

/** Nobody gives the code for a session of `profile`, for this reason. */
export function noCode(reason: string, profile: string | undefined): MfaExecError {
  return new MfaExecError('PROMPT_UNAVAILABLE', `an MFA code is needed, and ${reason}`, {
    hint: codeHint(profile),
  });
}

/** Nobody chooses among several MFA devices, for this reason. */
export function noDevice(reason: string, devices: readonly string[]): MfaExecError {
  return new MfaExecError('PROMPT_UNAVAILABLE', `an MFA device has to be chosen, and ${reason}`, {
    hint: `name one with --mfa-serial: ${devices.map(visible).join(', ')}`,
  });
}

/** `--no-prompt`: every question is refused. */
export const noPrompt: Prompt = {
  askCode: async ({ profile }) => {
    throw noCode(FORBIDDEN, profile);
  },
  choose: async (_title, choices) => {
    throw noDevice(FORBIDDEN, choices);
  },
};
