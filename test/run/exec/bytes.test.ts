import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentBytes, environmentBytes, noOriginals, type Originals } from '../../../src/run/exec/bytes.ts';

const nul = Buffer.alloc(1);
const joined = (entries: readonly (Buffer | string)[]) =>
  Buffer.concat(entries.flatMap((entry) => [Buffer.from(entry), nul]));
const originals = (parts: { cmdline?: (Buffer | string)[]; environ?: (Buffer | string)[] }): Originals => ({
  cmdline: () => parts.cmdline && joined(parts.cmdline),
  environ: () => parts.environ && joined(parts.environ),
});
const wellFormed = (text: string) => Buffer.from(text).toString() === text;
const texts = (buffers: readonly Buffer[]) => buffers.map((buffer) => buffer.toString('latin1'));

describe('argumentBytes', () => {
  const bad = Buffer.from([0x63, 0xff, 0xe9]);

  it('takes the strings as they are where nothing was lost', () => {
    const line = originals({ cmdline: ['node', 'x', '--', 'other'] });
    expect(argumentBytes(['echo', 'hé', ''], line).map(String)).toEqual(['echo', 'hé', '']);
  });

  it('takes the original bytes after the first -- where decoding lost some', () => {
    const command = ['cat', bad.toString(), '--', ''];
    const line = originals({ cmdline: ['node', 'mfa-exec', '--profile', 'x', '--', 'cat', bad, '--', ''] });
    expect(texts(argumentBytes(command as [string, ...string[]], line))).toEqual([
      'cat',
      'c\xff\xe9',
      '--',
      '',
    ]);
  });

  it('keeps the strings when the command line is not the one that was parsed', () => {
    const line = originals({ cmdline: ['node', 'mfa-exec', '--', 'else'] });
    expect(argumentBytes(['a\ufffd'], line).map(String)).toEqual(['a\ufffd']);
    expect(argumentBytes(['a\ufffd'], noOriginals).map(String)).toEqual(['a\ufffd']);
  });
});

describe('environmentBytes', () => {
  const start = { A: '1', B: '2', BAD: '\ufffd', C: '3' };
  const environ = ['A=1', 'B=2', Buffer.from('BAD=\xff', 'latin1'), 'odd', 'C=3'];

  it.each([
    ['nothing changed', start, ['A=1', 'B=2', 'BAD=\xff', 'odd', 'C=3']],
    ['added', { ...start, N: 'n' }, ['A=1', 'B=2', 'BAD=\xff', 'odd', 'C=3', 'N=n']],
    ['changed in place', { ...start, B: 'é' }, ['A=1', 'B=\xc3\xa9', 'BAD=\xff', 'odd', 'C=3']],
    ['removed', { A: '1', BAD: '\ufffd', C: undefined }, ['A=1', 'BAD=\xff', 'odd']],
    ['emptied', { ...start, A: '' }, ['A=', 'B=2', 'BAD=\xff', 'odd', 'C=3']],
  ])('%s', (_title, env, expected) => {
    expect(texts(environmentBytes(env, start, originals({ environ })))).toEqual(expected);
  });

  it('gives a changed variable once though it stood there twice', () => {
    const twice = originals({ environ: ['A=1', 'B=2', 'A=1'] });
    expect(texts(environmentBytes({ A: 'new', B: '2' }, { A: '1', B: '2' }, twice))).toEqual([
      'A=new',
      'B=2',
    ]);
  });

  it('makes all of it from the strings where there are no originals', () => {
    expect(texts(environmentBytes({ A: '1', X: undefined, B: '' }, {}, noOriginals))).toEqual(['A=1', 'B=']);
  });

  it('says to the command exactly what env says, whatever changed', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !/[=\0]/.test(text) && wellFormed(text));
    const value = fc.string().filter((text) => !text.includes('\0') && wellFormed(text));
    const vars = fc.dictionary(name, value, { noNullPrototype: true });
    fc.assert(
      fc.property(vars, vars, (before, after) => {
        const raw = originals({ environ: Object.entries(before).map(([key, text]) => `${key}=${text}`) });
        const entries = environmentBytes(after, before, raw).map(String);
        const expected = Object.entries(after).map(([key, text]) => `${key}=${text}`);
        expect(entries.sort()).toEqual(expected.sort());
      }),
    );
  });
});
