import type { Exit } from '../../src/base/exit.ts';
import type { Env, Runner } from '../../src/base/ports.ts';

/** Starts nothing and keeps what it was given. */
export class RecordingRunner implements Runner {
  readonly runs: { readonly command: readonly string[]; readonly env: Env }[] = [];
  /** How the command ends, or the error with which it cannot be started. */
  outcome: Exit | Error = { code: 0 };
  readonly #journal: string[];

  constructor(journal: string[] = []) {
    this.#journal = journal;
  }

  async run(command: readonly [string, ...string[]], env: Env): Promise<Exit> {
    this.#journal.push('run');
    this.runs.push({ command, env });
    if (this.outcome instanceof Error) throw this.outcome;
    return this.outcome;
  }
}
