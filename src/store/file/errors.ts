/** The errors of the file store. */
import { errorCode } from '../../base/error-code.ts';
import { MfaExecError } from '../../base/errors.ts';
import { exhausted } from '../../base/exhausted.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { Problem } from '../../platform/private-dir.ts';

export function locked(path: string): MfaExecError {
  return failed({
    sentence: `${path} is encrypted, and MFA_EXEC_PASSPHRASE is not set`,
    hint: 'set it, or forget what is encrypted: mfa-exec logout --all',
  });
}

export function sealedOutside(): MfaExecError {
  return new MfaExecError(
    'STORE_SEALED',
    'the outer mfa-exec encrypts what it keeps in files, and its passphrase is not handed on',
    { hint: 'get the session before, where MFA_EXEC_PASSPHRASE is set: mfa-exec login --profile NAME' },
  );
}

export function unwritable(dir: string, error: unknown): MfaExecError {
  const sentence = `cannot write to ${dir} (${errorCode(error)})`;
  const hint = `${exhausted(error) ?? `ls -ld ${shellWord(dir)}; df ${shellWord(dir)}`}; or --store none`;
  return failed({ sentence, hint }, error);
}

export function unlistable(dir: string, error: unknown): MfaExecError {
  const sentence = `cannot look into ${dir} (${errorCode(error)})`;
  return failed({ sentence, hint: exhausted(error) ?? `chmod 700 ${shellWord(dir)}` }, error);
}

/** `say`, but no line twice. */
export function onceEach(say: (line: string) => void): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (!said.has(line)) say(line);
    said.add(line);
  };
}

export function failed({ sentence, hint }: Problem, cause?: unknown): MfaExecError {
  return new MfaExecError('STORE_FAILED', sentence, { hint, cause });
}
