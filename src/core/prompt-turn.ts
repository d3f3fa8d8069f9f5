import type { Prompt, SingleFlight } from './ports.ts';

/**
 * `prompt`, one process at a time on each terminal: two sessions that are wanted at once are asked for one after the
 * other, never into each other's line. `terminalId` resolves to what tells terminals apart, `undefined` without one.
 */
export function promptInTurn(
  prompt: Prompt,
  singleFlight: SingleFlight,
  terminalId: () => Promise<string | undefined>,
): Prompt {
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const id = await terminalId();
    if (id === undefined) return work();
    return singleFlight.run<T>(`terminal-${id}`, {
      again: async () => undefined,
      work,
      shares: () => false,
      // Whoever waits sees the other's question on this very terminal: nothing needs to be said.
      waiting: () => {},
    });
  }
  return {
    askCode: (question) => inTurn(() => prompt.askCode(question)),
    choose: (title, choices) => inTurn(() => prompt.choose(title, choices)),
  };
}
