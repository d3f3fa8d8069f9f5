import { MfaExecError } from '../../src/base/errors.ts';
import type { Flight, SingleFlight } from '../../src/base/flight.ts';

/** One at a time per key, within this process: the rules of the port without the lock. */
export class LocalSingleFlight implements SingleFlight {
  /** Whether the holder is in the foreground of the waiters' terminal. */
  isInSight = false;
  readonly #holders = new Map<string, Promise<unknown>>();
  readonly #journal: string[];

  constructor(journal: string[] = []) {
    this.#journal = journal;
  }

  async run<T>(key: string, flight: Flight<T>): Promise<T> {
    this.#journal.push('lock');
    for (let holder = this.#holders.get(key); holder !== undefined; holder = this.#holders.get(key)) {
      flight.waiting(1, this.isInSight);
      const failure = await holder.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure instanceof MfaExecError && flight.shares(failure)) throw failure;
      const ready = failure === undefined ? await flight.again() : undefined;
      if (ready !== undefined) return ready;
    }
    const mine = this.#hold(flight);
    this.#holders.set(key, mine);
    try {
      return await mine;
    } finally {
      this.#holders.delete(key);
      this.#journal.push('unlock');
    }
  }

  asking<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async #hold<T>(flight: Flight<T>): Promise<T> {
    return (await flight.again()) ?? flight.work();
  }
}
