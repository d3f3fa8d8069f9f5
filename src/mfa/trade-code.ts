/** Trades an MFA code for a session, and asks again where AWS refused it. */
import { MfaExecError } from '../base/errors.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { CodeSource } from './token-code-source.ts';

/** How often a person is asked before the refusal is final. */
const ATTEMPTS = 3;
/** How many answers are taken in all, those that cost no attempt included: a person may insist on one for ever. */
const ANSWERS = 10;
/** Seconds that one TOTP code stands for: RFC 6238's default, which AWS uses. */
const STEP_SECONDS = 30;
/** Seconds to wait into the next step, for clocks that differ a little. */
const MARGIN_SECONDS = 1;
/** Skew of this machine's clock from which the hint about the clock matters more than the one about codes, in seconds. */
const NOTABLE_SKEW = 30;

/** What is known before the first code is asked for. */
export interface TradeStart {
  /** A code that was given to AWS with another call, which may not have used it up. */
  readonly tokenCode?: string | undefined;
  /** Why a code is asked for, where a person would wonder. */
  readonly problem?: string | undefined;
}

/**
 * Gets a code and trades it for credentials. Where AWS refuses the code, a person is asked again, three times in all.
 * A program is run once more, after the next code is due: nobody may be there to wait for it.
 */
export async function tradeCode<T>(
  source: CodeSource,
  mfaSerial: string,
  deps: SessionDeps,
  trade: (code: string) => Promise<T>,
  start: TradeStart = {},
): Promise<T> {
  const refused = new Set<string>();
  let { tokenCode, problem } = start;
  for (let attempt = 1, answers = 1; ; answers++) {
    const code = tokenCode ?? (await source.next({ mfaSerial, problem }));
    if (refused.has(code) && source.kind === 'person' && answers < ANSWERS) {
      // AWS takes each code once and would only refuse it again: this answer costs no attempt.
      problem = `you entered that one just now: the next code comes in ${await secondsToNext(deps)} s`;
      continue;
    }
    try {
      return await trade(code);
    } catch (error) {
      if (!(error instanceof MfaExecError) || error.code !== 'MFA_CODE_REFUSED') throw error;
      const isSecondUse = tokenCode !== undefined && source.kind !== 'fixed';
      tokenCode = undefined;
      refused.add(code);
      // A code that another call had used up says nothing about the source.
      if (!isSecondUse) attempt++;
      if (source.kind === 'fixed' || attempt > MOST_ATTEMPTS[source.kind] || refused.size > ATTEMPTS)
        throw await final(error, source, deps);
      const seconds = await secondsToNext(deps);
      if (source.kind === 'program') {
        deps.reporter.info(`${error.message}; trying once more with the next one, in ${seconds} s`);
        await deps.sleep((seconds + MARGIN_SECONDS) * 1000);
      } else {
        problem = `${error.message}; each works once: wait for the next one, in ${seconds} s`;
      }
    }
  }
}

const MOST_ATTEMPTS = { person: ATTEMPTS, program: 2 } as const;

/** The refusal that ends it, with a hint that suits the source. */
async function final(error: MfaExecError, { kind }: CodeSource, deps: SessionDeps): Promise<MfaExecError> {
  const skew = await skewSeconds(deps);
  if (kind === 'person' || Math.abs(skew) > NOTABLE_SKEW) return error;
  const hint =
    kind === 'fixed'
      ? `each code works once: give the next one, in ${await secondsToNext(deps)} s`
      : 'run the mfa_process by hand, and compare its code with what AWS expects: is it for this MFA device?';
  return new MfaExecError(error.code, error.message, { hint });
}

/** By AWS's clock, which counts. */
async function secondsToNext(deps: SessionDeps): Promise<number> {
  const seconds = Math.floor(deps.clock.now() / 1000) - (await skewSeconds(deps));
  return STEP_SECONDS - (seconds % STEP_SECONDS);
}

/** How far this machine's clock is ahead of AWS's, as the refusal told. */
async function skewSeconds(deps: SessionDeps): Promise<number> {
  const aws = await deps.aws();
  return (await aws.clockSkewSeconds()) ?? 0;
}
