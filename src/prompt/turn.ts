import type { Prompt, Reporter, SingleFlight } from '../base/ports.ts';

/**
 * `prompt`, one process at a time on each terminal: two sessions that are wanted at once are asked for one after the
 * other, never into each other's line. `terminalId` resolves to what tells terminals apart, `undefined` without one.
 */
export function promptInTurn(
  prompt: () => Promise<Prompt>,
  singleFlight: () => Promise<SingleFlight>,
  reporter: Reporter,
  terminalId: () => Promise<string | undefined>,
): Prompt {
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const id = await terminalId();
    if (id === undefined) return work();
    return (await singleFlight()).run<T>(`terminal-${id}`, {
      again: async () => undefined,
      work,
      shares: () => false,
      // A job that was stopped at its question holds its turn: without a word this one would seem to hang. Where the
      // question is in sight, a line would stand in the middle of it.
      waiting: (pid, isInSight) => {
        reporter[isInSight ? 'debug' : 'info'](`waiting for process ${pid}, which asks on this terminal`);
      },
    });
  }
  return {
    askCode: (question) => inTurn(async () => (await prompt()).askCode(question)),
    choose: (title, choices) => inTurn(async () => (await prompt()).choose(title, choices)),
  };
}
