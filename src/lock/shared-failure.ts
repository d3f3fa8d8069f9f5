/**
 * The error of a waiting process when the lock holder failed. The holder sends only a code; this file has the words.
 * So whoever listens on the socket can choose neither a sentence, nor a hint to paste, nor an exit status.
 */
import { type ErrorCode, MfaExecError } from '../base/errors.ts';

const REASONS = {
  AWS_REFUSED: 'AWS refused the call',
  AWS_UNREACHABLE: 'AWS could not be reached',
  BASE_CREDENTIALS: 'the long-term keys are missing or of no use',
  CLOCK_SKEW: "this machine's clock is wrong",
  CONFIG: 'the configuration is wrong',
  MFA_CODE_REFUSED: 'AWS refused the MFA code',
  MFA_CODE_SOURCE: 'the mfa_process gave no code',
  MFA_DEVICE: 'there is no MFA device to use',
  MFA_DEVICE_UNSUPPORTED: 'the MFA device cannot give a code',
  PROMPT_CANCELLED: 'the question for the code was cancelled',
  ROLE: 'the role could not be assumed',
  ROLE_DENIED: 'AWS denied the role',
} as const satisfies Partial<Record<ErrorCode, string>>;

/** The failures that a lock holder may pass on. */
export type SharedCode = keyof typeof REASONS;

export function isSharedCode(code: unknown): code is SharedCode {
  return typeof code === 'string' && Object.hasOwn(REASONS, code);
}

/** The waiter's error. */
export function sharedFailure(code: SharedCode): MfaExecError {
  return new MfaExecError(code, `another mfa-exec was getting this session and failed: ${REASONS[code]}`, {
    hint: 'it has said why; run the command again to see it here',
  });
}
