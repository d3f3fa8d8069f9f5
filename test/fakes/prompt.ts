import { MfaExecError } from '../../src/base/errors.ts';
import type { CodeQuestion, Prompt } from '../../src/base/ports.ts';

/** A person who gives `answers` one after the other, and presses Ctrl-C when they are used up. */
export class ScriptedPrompt implements Prompt {
  answers: string[] = ['123456'];
  readonly questions: CodeQuestion[] = [];
  readonly choices: (readonly string[])[] = [];
  /** Awaited before each answer: lets a test hold a person at the question. */
  pause: Promise<void> = Promise.resolve();
  /** What cancelled the prompt: Ctrl-C, or nothing for Ctrl-D. */
  cause: unknown = { signal: 'SIGINT' };
  readonly #journal: string[];

  constructor(journal: string[] = []) {
    this.#journal = journal;
  }

  async askCode(question: CodeQuestion): Promise<string> {
    this.#journal.push('prompt.askCode');
    this.questions.push(question);
    await this.pause;
    return this.#next();
  }

  async choose(_title: string, choices: readonly string[]): Promise<string> {
    this.#journal.push('prompt.choose');
    this.choices.push(choices);
    return choices.at(-1) ?? '';
  }

  #next(): string {
    const answer = this.answers.shift();
    if (answer !== undefined) return answer;
    throw new MfaExecError('PROMPT_CANCELLED', 'cancelled', { cause: this.cause });
  }
}
