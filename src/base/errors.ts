/** The errors that are expected, and their codes. */
export type ErrorCode =
  | 'USAGE'
  | 'CONFIG'
  | 'PROFILE'
  | 'BASE_CREDENTIALS'
  | 'FOREIGN_SESSION'
  | 'INHERITED_SESSION_ENDED'
  | 'MFA_DEVICE'
  | 'MFA_DEVICE_UNSUPPORTED'
  | 'MFA_CODE_FORMAT'
  | 'MFA_CODE_REFUSED'
  | 'MFA_CODE_SOURCE'
  | 'PROMPT_UNAVAILABLE'
  | 'PROMPT_CANCELLED'
  | 'PROMPT_CANCELLED_ELSEWHERE'
  | 'STORE_UNAVAILABLE'
  | 'STORE_FAILED'
  | 'STORE_SEALED'
  | 'SESSION_ENDED'
  | 'NO_SUCH_KEY'
  | 'KEYS_CHANGED'
  | 'AWS_REFUSED'
  | 'AWS_UNREACHABLE'
  | 'CLOCK_SKEW'
  | 'ROLE'
  | 'ROLE_DENIED'
  | 'ROLE_DURATION'
  | 'OUTPUT'
  | 'COMMAND_NOT_FOUND'
  | 'COMMAND_NOT_EXECUTABLE';

export interface ErrorDetails {
  /** What to do about it: one line, pasteable where it is a command. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The one class of expected failures: a stable code, a sentence for a person, a hint. Anything else that is
 * thrown is a bug. No secret may be put into one: they are printed, and handed to waiting processes.
 */
export class MfaExecError extends Error {
  override readonly name = 'MfaExecError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, sentence: string, { hint, cause }: ErrorDetails = {}) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }
}
