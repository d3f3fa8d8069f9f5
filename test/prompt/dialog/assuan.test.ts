import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assuanRequest, isAssuanCancel, parseAssuanReply } from '../../../src/prompt/dialog/assuan.ts';

describe('Assuan', () => {
  it.each([
    ['OK Pleased to meet you', { kind: 'ok' }],
    ['OK', { kind: 'ok' }],
    ['D 123456', { kind: 'data', text: '123456' }],
    ['D 12%2534', { kind: 'data', text: '12%34' }],
    ['D', { kind: 'data', text: '' }],
    [
      'ERR 83886179 Operation cancelled <Pinentry>',
      { kind: 'error', code: 99, text: 'Operation cancelled <Pinentry>' },
    ],
    ['S PASSWORD_FROM_CACHE', { kind: 'other' }],
    ['# comment', { kind: 'other' }],
    ['OKAY', { kind: 'other' }],
  ])('reads %j', (line, reply) => {
    expect(parseAssuanReply(line)).toEqual(reply);
  });

  it('knows a cancelled question from a failure', () => {
    expect([99, 198, 83].map(isAssuanCancel)).toEqual([true, true, false]);
  });

  it('escapes what would end a line', () => {
    expect(assuanRequest('SETDESC', '100 %\nof it')).toBe('SETDESC 100 %25%0Aof it\n');
    expect(assuanRequest('GETPIN')).toBe('GETPIN\n');
  });

  it('writes one line of at most 1,000 bytes, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        const line = assuanRequest('SETDESC', text);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(1000);
        expect(line).not.toMatch(/%(?![0-9A-F]{2})/);
      }),
    );
  });
});
