import { MfaExecError } from '../base/errors.ts';

/**
 * The six digits of a token code that a person or a program wrote with blanks or dashes between them: `123
 * 456`.
 *
 * @throws MFA_CODE_FORMAT for anything else. The message does not repeat the text, which may be a password
 * that was typed at the wrong question.
 */
export function normaliseTokenCode(text: string): string {
  const code = text.replaceAll(/[\s-]/g, '');
  if (/^[0-9]{6}$/.test(code)) return code;
  throw new MfaExecError('MFA_CODE_FORMAT', 'an MFA code has six digits', {
    hint: 'type the code that the MFA device shows now, for instance 123456',
  });
}

/**
 * The last six-digit number in what a program printed, `123 456` included; `undefined` when there is none.
 */
export function lastTokenCode(output: string): string | undefined {
  const codes = output.match(/(?<![0-9])[0-9]{3}[ -]?[0-9]{3}(?![0-9])/g);
  return codes?.at(-1)?.replace(/[ -]/, '');
}
