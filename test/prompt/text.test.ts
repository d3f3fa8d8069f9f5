import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choiceIndex,
  choiceLabels,
  codeQuestionText,
  deviceLabel,
  numberedChoices,
  windowText,
} from '../../src/prompt/text.ts';

const DEVICE = 'arn:aws:iam::000000000012:mfa/yourusername';

describe('the wording of questions', () => {
  it.each([
    [DEVICE, 'yourusername (000000000012)'],
    ['arn:aws-us-gov:iam::000000000012:mfa/team/a/phone', 'team/a/phone (000000000012)'],
    ['arn:aws:iam::000000000012:mfa/root-account-mfa-device', 'root-account-mfa-device (000000000012)'],
    ['GAHT12345678', 'GAHT12345678'],
    ['arn:aws:iam::000000000012:u2f/user/key', 'arn:aws:iam::000000000012:u2f/user/key'],
    ['\x1b]0;title\x07GAHT1', '\\x1b]0;title\\x07GAHT1'],
  ])('labels %j as %j', (serial, label) => {
    expect(deviceLabel(serial)).toBe(label);
  });

  it('names the device, and the profile where there is one', () => {
    expect(codeQuestionText({ mfaSerial: DEVICE, profile: 'dev' })).toBe(
      'MFA code for yourusername (000000000012), profile dev',
    );
    expect(codeQuestionText({ mfaSerial: 'GAHT12345678' })).toBe('MFA code for GAHT12345678');
  });

  it('puts the problem first in a window', () => {
    expect(windowText({ mfaSerial: 'GAHT12345678', problem: 'refused' })).toBe(
      'refused\n\nMFA code for GAHT12345678',
    );
  });

  it('lets nothing through that a terminal acts on or that hides what stands beside it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (mfaSerial, profile) => {
        expect(codeQuestionText({ mfaSerial, profile })).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('choices', () => {
  it('are shown as labels, unless two would look the same', () => {
    expect(choiceLabels([DEVICE, 'GAHT1'])).toEqual(['yourusername (000000000012)', 'GAHT1']);
    const twins = [DEVICE, DEVICE.replace('aws', 'aws-cn')];
    expect(choiceLabels(twins)).toEqual(twins);
    expect(numberedChoices(['GAHT1', 'GAHT2'])).toEqual(['1) GAHT1', '2) GAHT2']);
  });

  it.each([
    ['1', 0],
    [' 3 ', 2],
    ['03', 2],
    ['0', undefined],
    ['4', undefined],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['99999999999', undefined],
  ])('%j of three is index %j', (typed, index) => {
    expect(choiceIndex(typed, 3)).toBe(index);
  });
});
