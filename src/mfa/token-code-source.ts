import { MfaExecError } from '../base/errors.ts';
import type { CodeQuestion } from '../base/ports.ts';
import { userKey } from '../identity/cache-key.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';
import type { Identity } from '../identity/types.ts';
import { codeHint } from './no-prompt.ts';
import { normaliseTokenCode } from './token-code.ts';

/** Where MFA codes come from: the command line, a program, a person. */
export interface CodeSource {
  /** Six digits. */
  next(question: CodeQuestion): Promise<string>;
  /** A person can give another code at once, a program when the next one is due, and a fixed code is the only one. */
  readonly kind: 'person' | 'program' | 'fixed';
}

/** How many answers that are not six digits are taken: a dialog with a default would answer the same for ever. */
const ANSWERS = 10;

/** True if a code can be had. With `--no-prompt` a person does not count. */
export function mayGetCode(identity: Identity, request: Request): boolean {
  return request.prompt || hasOwnCode(identity, request);
}

/** Whether a code is to be had without a person. */
export function hasOwnCode(identity: Identity, request: Request): boolean {
  return Boolean(request.tokenCode ?? request.mfaProcess ?? identity.mfaProcess);
}

/** The first of: the code on the command line, the program that prints one, a person. */
export function codeSource(identity: Identity, request: Request, deps: SessionDeps): CodeSource {
  const { tokenCode } = request;
  if (tokenCode !== undefined) {
    deps.reporter.debug('the code is that of --token-code');
    return { kind: 'fixed', next: async () => tokenCode };
  }

  const command = request.mfaProcess ?? identity.mfaProcess;
  if (command !== undefined) {
    deps.reporter.debug('the code comes from a program (mfa_process)');
    return {
      kind: 'program',
      next: async () => {
        const mfaProcess = await deps.mfaProcess();
        return normaliseTokenCode(await mfaProcess.run(command, userKey(identity)));
      },
    };
  }

  deps.reporter.debug('a person is asked for the code');
  return { kind: 'person', next: (question) => askUntilSixDigits(question, identity, request, deps) };
}

async function askUntilSixDigits(
  question: CodeQuestion,
  { profile }: Identity,
  request: Request,
  deps: SessionDeps,
): Promise<string> {
  let { problem } = question;
  for (let answers = 1; ; answers++) {
    const answer = await deps.prompt.askCode({ ...question, problem, profile }).catch((error: unknown) => {
      if (!(error instanceof MfaExecError) || error.code !== 'PROMPT_UNAVAILABLE') throw error;
      const { code, message, cause } = error;
      throw new MfaExecError(code, message, { hint: codeHint(profile, request), cause });
    });
    try {
      return normaliseTokenCode(answer);
    } catch (error) {
      if (!(error instanceof MfaExecError) || answers === ANSWERS) throw error;
      problem = error.message;
    }
  }
}
