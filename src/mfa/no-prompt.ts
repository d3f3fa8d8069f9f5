/** The errors for a question that nobody may or can answer. */

import { MfaExecError } from '../base/errors.ts';
import type { Prompt } from '../base/ports.ts';
import { profileOption } from '../base/shell-word.ts';
import { visible } from '../base/visible.ts';
import type { Request } from '../identity/request.ts';

type KeptIn = Pick<Request, 'store' | 'given'>;

const ANYWHERE: KeptIn = { store: 'auto', given: {} };

export const FORBIDDEN = '--no-prompt forbids asking';

/** The line that gets a session of `profile` into the store that the call reads; `undefined` where none is kept. */
export function loginLine(
  profile: string | undefined,
  { store, given }: KeptIn,
  { refresh = false } = {},
): string | undefined {
  if (store === 'none') return undefined;
  const words = ['mfa-exec login', ...(refresh ? ['--refresh'] : []), given['--store'] ?? ''];
  return `${words.filter((word) => word !== '').join(' ')}${profileOption(profile)}`;
}

/** How to do without a question. */
export function codeHint(profile: string | undefined, request: KeptIn = ANYWHERE): string {
  const login = loginLine(profile, request);
  const options = "give --token-code CODE or --mfa-process 'COMMAND'";
  return login === undefined ? options : `run \`${login}\` in a terminal first, or ${options}`;
}

/** Nobody gives the code for a session of `profile`, for this reason. */
export function noCode(reason: string, profile: string | undefined, request?: KeptIn): MfaExecError {
  return new MfaExecError('PROMPT_UNAVAILABLE', `an MFA code is needed, and ${reason}`, {
    hint: codeHint(profile, request),
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
