import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Key, readKeys } from '../../../src/prompt/terminal/keys.ts';

const text = (characters: string): Key[] =>
  [...characters].map((character) => ({ kind: 'text', text: character }));

describe('keys from a terminal', () => {
  it.each<[string, string, Key[]]>([
    ['digits', '123', text('123')],
    ['Return', '\r', [{ kind: 'enter' }]],
    ['both backspaces', '\x7f\b', [{ kind: 'backspace' }, { kind: 'backspace' }]],
    ['Ctrl-U and Ctrl-W', '\x15\x17', [{ kind: 'erase-line' }, { kind: 'erase-word' }]],
    [
      'Ctrl-C, Ctrl-\\, Ctrl-Z',
      '\x03\x1c\x1a',
      [{ kind: 'interrupt' }, { kind: 'quit' }, { kind: 'suspend' }],
    ],
    ['Ctrl-D', '\x04', [{ kind: 'end' }]],
    ['arrows', '\x1b[A\x1bOB\x1b[C', [{ kind: 'up' }, { kind: 'down' }]],
    ['arrows with a modifier', '\x1b[1;5A', [{ kind: 'up' }]],
    ['a paste in brackets', '\x1b[200~12\x1b[201~', text('12')],
    ['a function key of the Linux console', '\x1b[[A1', [{ kind: 'up' }, ...text('1')]],
    ['Escape before a digit', '\x1b1', text('1')],
    ['Ctrl-C within a sequence', '\x1b[1;\x03', [{ kind: 'interrupt' }]],
    ['other controls, combining marks, half a surrogate', '\x00\x07\t\u0301\ud800', []],
  ])('reads %s', (_name, typed, keys) => {
    expect(readKeys('', typed).keys).toEqual(keys);
  });

  it('does not swallow text for ever where a sequence does not end', () => {
    const { keys } = readKeys('', `\x1b[${'1'.repeat(100)}`);
    expect(keys.length).toBeGreaterThan(0);
  });

  it('reads the same whatever the pieces it comes in', () => {
    const noise = fc.array(
      fc.constantFrom('\x1b', '[', 'O', 'A', '1', ';', '~', '\r', '\x7f', '\x03', 'é', '😀', ' '),
    );
    fc.assert(
      fc.property(noise, (pieces) => {
        let pending = '';
        const keys = pieces.flatMap((piece) => {
          const read = readKeys(pending, piece);
          pending = read.pending;
          return read.keys;
        });
        expect({ keys, pending }).toEqual(readKeys('', pieces.join('')));
      }),
    );
  });
});
