/**
 * What a terminal in raw mode sends, read as keys. Pure: the caller keeps `pending` between two chunks, since an
 * escape sequence may arrive in pieces. Sequences that mean nothing here, the brackets of a paste included, are
 * dropped whole, so that no part of one is taken for text.
 */
export type Key =
  /** One printable character. */
  { readonly kind: 'text'; readonly text: string } | { readonly kind: Command };

type Command =
  | 'enter'
  | 'backspace'
  | 'erase-word'
  | 'erase-line'
  | 'end'
  | 'interrupt'
  | 'quit'
  | 'suspend'
  | 'up'
  | 'down';

export interface KeysRead {
  readonly keys: readonly Key[];
  /** The beginning of a sequence that is not complete; give it back with the next chunk. */
  readonly pending: string;
}

const ESCAPE = '\u001b';
/** No terminal sends a longer sequence; more is noise, and must not swallow what follows. */
const LONGEST_SEQUENCE = 32;

const CONTROLS: ReadonlyMap<string, Command> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\u007f', 'backspace'],
  ['\b', 'backspace'],
  ['\u0017', 'erase-word'],
  ['\u0015', 'erase-line'],
  ['\u0004', 'end'],
  ['\u0003', 'interrupt'],
  ['\u001c', 'quit'],
  ['\u001a', 'suspend'],
]);

const ARROWS: ReadonlyMap<string, Command> = new Map([
  ['A', 'up'],
  ['B', 'down'],
]);

/** Characters that take a cell of the screen: no controls, no combining marks, no line separators. */
const PRINTABLE = /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]$/u;

/** The keys in `chunk`, which follows `pending`. Never throws, whatever the bytes. */
export function readKeys(pending: string, chunk: string): KeysRead {
  const keys: Key[] = [];
  let sequence = pending;
  for (const character of chunk) {
    const within = sequence !== '' && !isControl(character);
    if (!within) {
      sequence = character === ESCAPE ? ESCAPE : '';
      keys.push(...plainKey(character));
    } else if (sequence === ESCAPE) {
      const opens = character === '[' || character === 'O';
      sequence = opens ? sequence + character : '';
      if (!opens) keys.push(...plainKey(character));
    } else if (continues(sequence, character)) {
      sequence += character;
    } else {
      sequence = '';
      const arrow = ARROWS.get(character);
      if (arrow !== undefined) keys.push({ kind: arrow });
    }
  }
  return { keys, pending: sequence };
}

function plainKey(character: string): Key[] {
  const command = CONTROLS.get(character);
  if (command !== undefined) return [{ kind: command }];
  return PRINTABLE.test(character) ? [{ kind: 'text', text: character }] : [];
}

/** ECMA-48, 5.4: parameters and intermediates are space to `?`. The Linux console's F1 is `ESC [ [ A`. */
function continues(sequence: string, character: string): boolean {
  if (sequence.length >= LONGEST_SEQUENCE) return false;
  if (sequence === `${ESCAPE}[` && character === '[') return true;
  return character >= ' ' && character <= '?';
}

function isControl(character: string): boolean {
  return character < ' ' || character === '\u007f';
}
