/** Edits the line that a person types. */
import type { Key } from './keys.ts';

/** What a key makes of the line. */
export type LineStep =
  | { readonly kind: 'editing'; readonly line: string }
  | { readonly kind: 'entered'; readonly line: string }
  /** Ctrl-D on an empty line. */
  | { readonly kind: 'cancelled' };

/** More than any code, with room for a paste that has to be seen to be wrong. */
const LONGEST_LINE = 64;

/**
 * The line after `key`: edits at its end only, which is all a code needs. Enter on an empty line is not an
 * answer: the question stays.
 */
export function editLine(line: string, key: Key): LineStep {
  switch (key.kind) {
    case 'text':
      return editing([...line].length < LONGEST_LINE ? line + key.text : line);
    case 'backspace':
      return editing([...line].slice(0, -1).join(''));
    case 'erase-word':
      return editing(line.trimEnd().replace(/\S+$/u, ''));
    case 'erase-line':
      return editing('');
    case 'enter':
      return line === '' ? editing(line) : { kind: 'entered', line };
    case 'end':
      return line === '' ? { kind: 'cancelled' } : editing(line);
    default:
      return editing(line);
  }
}

/**
 * What to write so that a screen that shows `before` shows `after`, one of which begins with the other. `cell`
 * is what stands for a character. Without cursor addresses, so it holds on any terminal and after a resize.
 */
export function echo(before: string, after: string, cell: (character: string) => string): string {
  const [old, now] = [[...before], [...after]];
  const erased = '\b \b'.repeat(Math.max(0, old.length - now.length));
  return erased + now.slice(old.length).map(cell).join('');
}

function editing(line: string): LineStep {
  return { kind: 'editing', line };
}
