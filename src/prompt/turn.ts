import { MfaExecError } from '../base/errors.ts';
import type { SingleFlight } from '../base/flight.ts';
import type { Prompt, Reporter } from '../base/ports.ts';
import { isInOwnGroup } from '../platform/foreground.ts';
import { readState } from '../platform/processes.ts';

/**
 * Lets one process at a time ask on a terminal, so that two questions never share a line. `terminalId` names the
 * terminal; without one there is no turn to wait for.
 */
export function promptInTurn(
  prompt: () => Promise<Prompt>,
  singleFlight: () => Promise<SingleFlight>,
  reporter: Reporter,
  terminalId: () => Promise<string | undefined>,
): Prompt {
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const id = await terminalId();
    const flights = await singleFlight();
    const ask = () => flights.asking(work);
    if (id === undefined) return ask();
    return flights.run<T>(`terminal-${id}`, {
      again: async () => undefined,
      work: ask,
      shares: () => false,
      // A job that was stopped at its question holds its turn: without a word this one would seem to hang. Where the
      // question is in sight, a line would stand in the middle of it.
      waiting: (pid, isInSight) => {
        reporter[isInSight ? 'debug' : 'info'](`waiting for process ${pid}, which asks on this terminal`);
      },
      passedOver({ pid, why }) {
        // Of a job in the background the shell sees to it that it asks only once this one is done or stopped.
        if (why === 'stopped' && !isInOwnGroup(readState(process.platform), pid)) return;
        throw new MfaExecError(
          'PROMPT_UNAVAILABLE',
          `process ${pid} asks on this terminal and does not go on`,
          {
            hint: `kill -CONT ${pid}, or end it: kill ${pid}`,
          },
        );
      },
    });
  }
  return {
    askCode: (question) => inTurn(async () => (await prompt()).askCode(question)),
    choose: (title, choices) => inTurn(async () => (await prompt()).choose(title, choices)),
  };
}
