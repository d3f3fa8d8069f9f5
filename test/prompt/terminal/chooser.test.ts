import { describe, expect, it } from 'vitest';
import { chooserDialogue } from '../../../src/prompt/terminal/chooser.ts';
import { codeDialogue, type Dialogue, type Look, type Reply } from '../../../src/prompt/terminal/dialogue.ts';
import { readKeys } from '../../../src/prompt/terminal/keys.ts';

const look: Look = { columns: 80, colour: false, unicode: true, dumb: false };
const many = Array.from({ length: 12 }, (_, index) => `device-${index + 1}`);

/** The last reply to what was typed. */
function type<T>(dialogue: Dialogue<T>, typed: string): Reply<T> {
  let reply: Reply<T> = { write: '' };
  for (const key of readKeys('', typed).keys) reply = dialogue.press(key);
  return reply;
}

describe('the chooser', () => {
  it.each([
    ['\r', 0],
    ['2\r', 1],
    ['12\r', 11],
    ['15\r', 4],
    ['1j2\r', 1],
    ['0\r', 0],
    ['kkk\r', 0],
    [`${'j'.repeat(40)}\r`, 11],
    ['\x1b[B\x1b[B\x1b[A\r', 1],
    ['x\x7f\r', 0],
  ])('%j chooses index %i of twelve', (typed, index) => {
    const { answer } = type(chooserDialogue('Which?', many, look), typed);
    expect(answer).toEqual({ kind: 'given', value: index });
  });

  it('draws the list over itself, and nothing where nothing moved', () => {
    const dialogue = chooserDialogue('Which?', ['a', 'b'], look);
    expect(dialogue.show()).toBe('Which? (arrows or a number, then Enter)\n❯ 1) a\u001b[K\n  2) b\u001b[K\n');
    expect(type(dialogue, 'j').write).toBe('\u001b[2A\r  1) a\u001b[K\n❯ 2) b\u001b[K\n');
    expect(type(dialogue, 'j').write).toBe('');
    expect(dialogue.show()).toContain('❯ 2) b');
  });

  it('cuts lines at the edge of the screen, where they would wrap', () => {
    const dialogue = chooserDialogue('?', ['a'.repeat(50)], { ...look, columns: 20 });
    expect(dialogue.show().split('\n')[1]).toBe(`❯ 1) ${'a'.repeat(14)}\u001b[K`);
  });

  it('takes a number where the cursor cannot move, and asks again for another', () => {
    const dialogue = chooserDialogue('Which?', ['a', 'b'], { ...look, dumb: true });
    expect(dialogue.show()).toBe('Which?\n  1) a\n  2) b\nNumber, 1 to 2: ');
    expect(type(dialogue, '3\r').write).toBe('\nNumber, 1 to 2: ');
    expect(type(dialogue, '1\x7f2').write).toBe('2');
    expect(type(dialogue, '\r').answer).toEqual({ kind: 'given', value: 1 });
  });

  it.each([true, false])('is cancelled by Ctrl-D (dumb: %s)', (dumb) => {
    expect(type(chooserDialogue('Which?', many, { ...look, dumb }), '\x04').answer).toEqual({
      kind: 'cancelled',
    });
  });
});

describe('the question for a code', () => {
  const question = { mfaSerial: 'GAHT12345678', problem: 'refused' };

  it('shows the problem, the question and dots, also when it is shown again', () => {
    const dialogue = codeDialogue(question, look);
    expect(dialogue.show()).toBe('refused\nMFA code for GAHT12345678: ');
    expect(type(dialogue, '12').write).toBe('•');
    expect(dialogue.show()).toBe('refused\nMFA code for GAHT12345678: ••');
    expect(type(dialogue, '3\r')).toEqual({ write: '\n', answer: { kind: 'given', value: '123' } });
  });

  it('uses stars and no colour where the terminal has no more', () => {
    const dialogue = codeDialogue(question, { ...look, unicode: false });
    expect(type(dialogue, '1').write).toBe('*');
    const colourful = codeDialogue(question, { ...look, colour: true }).show();
    expect(colourful.startsWith('\u001b[35mrefused\u001b[0m\n')).toBe(true);
  });
});
