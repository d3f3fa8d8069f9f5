import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { lastTokenCode, normaliseTokenCode } from '../../src/mfa/token-code.ts';

const codes = fc.stringMatching(/^[0-9]{6}$/);

function refusal(text: string): MfaExecError {
  try {
    normaliseTokenCode(text);
  } catch (error) {
    if (error instanceof MfaExecError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('normaliseTokenCode', () => {
  test.each([
    ['123456', '123456'],
    ['123 456', '123456'],
    [' 123-456\n', '123456'],
    ['000000', '000000'],
    ['1 2 3 4 5 6', '123456'],
  ])('%j is %s', (text, code) => {
    expect(normaliseTokenCode(text)).toBe(code);
  });

  test.each(['', '12345', '1234567', '12345a', '١٢٣٤٥٦', '123.456', 'correct horse'])(
    '%j is refused',
    (text) => {
      expect(() => normaliseTokenCode(text)).toThrow(expect.objectContaining({ code: 'MFA_CODE_FORMAT' }));
    },
  );

  test('any code is found again between blanks and dashes', () => {
    const gap = fc.stringMatching(/^[ \t-]{0,3}$/);
    fc.assert(
      fc.property(codes, fc.array(gap, { minLength: 7, maxLength: 7 }), (code, gaps) => {
        const text = gaps.map((blank, index) => blank + (code[index] ?? '')).join('');
        expect(normaliseTokenCode(text)).toBe(code);
      }),
    );
  });

  test('does not repeat what it refuses', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\w{12,20}$/), (text) => {
        const said = refusal(text);
        expect(`${said.message} ${said.hint}`).not.toContain(text);
      }),
    );
  });
});

describe('lastTokenCode', () => {
  test.each([
    ['123456\n', '123456'],
    ['aws:me  123 456\r\n', '123456'],
    ['old 111111, now 222222', '222222'],
    ['account 123456789012 code 654321', '654321'],
  ])('finds the code in %j', (output, code) => {
    expect(lastTokenCode(output)).toBe(code);
  });

  test.each(['', 'no code', '12345', '1234567', '123456789012'])('finds none in %j', (output) => {
    expect(lastTokenCode(output)).toBeUndefined();
  });
});
