/** A question on a terminal as a state machine without I/O: keys in, text to write out. */
import { paint } from '../../base/paint.ts';
import type { CodeQuestion } from '../../base/ports.ts';
import { codeQuestionText, problemText } from '../text.ts';
import type { Key } from './keys.ts';
import { echo, editLine } from './line-editor.ts';

/** What a terminal can show. */
export interface Look {
  readonly columns: number;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** No cursor movement: TERM is `dumb` or unset. */
  readonly dumb: boolean;
}

export interface Reply<T> {
  /** What to write. */
  readonly write: string;
  /** Present once the dialogue is over. */
  readonly answer?: Answer<T>;
}

export type Answer<T> = { readonly kind: 'given'; readonly value: T } | { readonly kind: 'cancelled' };

/** One question on a terminal: values in, text out. */
export interface Dialogue<T> {
  /** The question with what was answered so far: at first, and after the job comes back to the foreground. */
  show(): string;
  press(key: Key): Reply<T>;
}

/** Asks for a code; each character is shown as a dot, so that a paste is seen to have arrived and no code is. */
export function codeDialogue(question: CodeQuestion, look: Look): Dialogue<string> {
  const problem = problemText(question);
  const head = problem === undefined ? '' : `${paint(problem, 'magenta', look.colour)}\n`;
  return lineDialogue(`${head}${codeQuestionText(question)}`, true, look);
}

/** Asks for a line of text; of a `secret` one each character is shown as a dot. */
export function lineDialogue(question: string, secret: boolean, look: Look): Dialogue<string> {
  const dot = look.unicode ? '•' : '*';
  const cell = (character: string) => (secret ? dot : character);
  let line = '';
  return {
    show: () => `${question}: ${echo('', line, cell)}`,
    press(key) {
      const step = editLine(line, key);
      if (step.kind === 'cancelled') return { write: '\n', answer: step };
      if (step.kind === 'entered') return { write: '\n', answer: { kind: 'given', value: step.line } };
      const write = echo(line, step.line, cell);
      line = step.line;
      return { write };
    },
  };
}
