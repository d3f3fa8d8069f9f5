import { paint } from '../../base/paint.ts';
import { visible } from '../../base/visible.ts';
import { choiceIndex, choiceLabels } from '../text.ts';
import type { Dialogue, Look, Reply } from './dialogue.ts';
import type { Key } from './keys.ts';
import { echo, editLine } from './line-editor.ts';

/** Lets a person pick one of `choices`; the answer is its index. */
export function chooserDialogue(title: string, choices: readonly string[], look: Look): Dialogue<number> {
  const labels = choiceLabels(choices);
  return look.dumb ? numberDialogue(title, labels) : listDialogue(title, labels, look);
}

/** A list with a marker that arrows, `j`, `k` and numbers move. */
function listDialogue(title: string, labels: readonly string[], look: Look): Dialogue<number> {
  let selected = 0;
  let typed = '';
  const marker = look.unicode ? '❯' : '>';
  const row = (label: string, index: number) => {
    const text = `${index === selected ? marker : ' '} ${index + 1}) ${label}`;
    const cut = [...text].slice(0, Math.max(1, look.columns - 1)).join('');
    return `${index === selected ? paint(cut, 'bold', look.colour) : cut}\u001b[K\n`;
  };
  const list = () => labels.map(row).join('');

  const select = (index: number): Reply<number> => {
    const moved = Math.min(Math.max(index, 0), labels.length - 1);
    if (moved === selected) return { write: '' };
    selected = moved;
    return { write: `\u001b[${labels.length}A\r${list()}` };
  };
  const selectNumber = (digit: string): Reply<number> => {
    // `1` then `2` is 12 where there are so many, and 2 where there are not.
    typed = [typed + digit, digit].find((text) => choiceIndex(text, labels.length) !== undefined) ?? '';
    return select(choiceIndex(typed, labels.length) ?? selected);
  };

  return {
    show: () => `${visible(title)} (arrows or a number, then Enter)\n${list()}`,
    press(key: Key) {
      if (key.kind === 'text' && /[0-9]/.test(key.text)) return selectNumber(key.text);
      typed = '';
      if (key.kind === 'up' || (key.kind === 'text' && key.text === 'k')) return select(selected - 1);
      if (key.kind === 'down' || (key.kind === 'text' && key.text === 'j')) return select(selected + 1);
      if (key.kind === 'enter') return { write: '', answer: { kind: 'given', value: selected } };
      if (key.kind === 'end') return { write: '', answer: { kind: 'cancelled' } };
      return { write: '' };
    },
  };
}

/** A numbered list and a line for the number, for terminals that cannot move the cursor. */
function numberDialogue(title: string, labels: readonly string[]): Dialogue<number> {
  const question = `Number, 1 to ${labels.length}: `;
  let line = '';
  return {
    show: () => {
      const list = labels.map((label, index) => `  ${index + 1}) ${label}\n`).join('');
      return `${visible(title)}\n${list}${question}${line}`;
    },
    press(key) {
      const step = editLine(line, key);
      if (step.kind === 'cancelled') return { write: '\n', answer: step };
      if (step.kind === 'entered') {
        const value = choiceIndex(step.line, labels.length);
        line = '';
        return value === undefined
          ? { write: `\n${question}` }
          : { write: '\n', answer: { kind: 'given', value } };
      }
      const write = echo(line, step.line, (character) => character);
      line = step.line;
      return { write };
    },
  };
}
