import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKeys } from '../../../src/prompt/terminal/keys.ts';
import { echo, editLine, type LineStep } from '../../../src/prompt/terminal/line-editor.ts';

/** What typing makes of an empty line. */
function type(typed: string): LineStep {
  let step: LineStep = { kind: 'editing', line: '' };
  for (const key of readKeys('', typed).keys) {
    if (step.kind !== 'editing') return step;
    step = editLine(step.line, key);
  }
  return step;
}

describe('the line editor', () => {
  it.each<[string, string, LineStep]>([
    ['takes a line', '123456\r', { kind: 'entered', line: '123456' }],
    ['keeps spaces for who reads the code', '123 456\n', { kind: 'entered', line: '123 456' }],
    ['erases a character', '12\x7f3', { kind: 'editing', line: '13' }],
    ['erases a character of two code units whole', '1😀\x7f', { kind: 'editing', line: '1' }],
    ['erases a word', '123 456 \x17', { kind: 'editing', line: '123 ' }],
    ['erases the line', '123 456\x15', { kind: 'editing', line: '' }],
    ['erases nothing of nothing', '\x7f\x17\x15', { kind: 'editing', line: '' }],
    ['does not take an empty line for an answer', '\r\r', { kind: 'editing', line: '' }],
    ['ends on Ctrl-D', '\x04', { kind: 'cancelled' }],
    ['does not end on Ctrl-D within a line', '1\x04', { kind: 'editing', line: '1' }],
    ['takes no more than 64 characters', '1'.repeat(99), { kind: 'editing', line: '1'.repeat(64) }],
  ])('%s', (_name, typed, step) => {
    expect(type(typed)).toEqual(step);
  });

  it('never throws, and never lets in what is not printable, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const step = type(new TextDecoder().decode(bytes));
        const line = step.kind === 'cancelled' ? '' : step.line;
        expect(line).toMatch(/^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]*$/u);
        expect([...line].length).toBeLessThanOrEqual(64);
      }),
    );
  });
});

describe('echo', () => {
  it('makes a screen that shows one line show the other, and never shows a character itself', () => {
    const typed = fc.array(fc.constantFrom('1', '2', ' ', '😀', '\x7f', '\x17', '\x15'), { maxLength: 40 });
    fc.assert(
      fc.property(typed, (keys) => {
        let [line, screen] = ['', ''];
        for (const key of readKeys('', keys.join('')).keys) {
          const step = editLine(line, key);
          if (step.kind === 'cancelled') break;
          screen = shown(
            screen,
            echo(line, step.line, () => '*'),
          );
          line = step.line;
        }
        expect(screen).toBe('*'.repeat([...line].length));
      }),
    );
  });
});

/** A screen of one line after `written`. */
function shown(screen: string, written: string): string {
  let [cells, cursor] = [[...screen], screen.length];
  for (const character of written) {
    if (character === '\b') cursor -= 1;
    else {
      cells[cursor] = character;
      cursor += 1;
    }
  }
  cells = cells.slice(0, cursor);
  return cells.join('');
}
