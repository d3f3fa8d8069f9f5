import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { type StatusEntry, statusEntry, statusTable } from '../../src/cli/status-table.ts';
import type { SessionLabel } from '../../src/session/session.ts';
import { DEVICE } from '../fakes/aws.ts';
import { START } from '../fakes/clock.ts';
import { HOUR, SECRET, sampleSession, TOKEN } from '../fakes/session.ts';
import { MemoryStore } from '../fakes/store.ts';

const entry = (label: SessionLabel = {}, leftMs = 12 * HOUR): StatusEntry => {
  const session = sampleSession({ label, expiresAt: START + leftMs });
  return statusEntry({ key: 'k', user: 'u', store: new MemoryStore(), session }, START);
};

describe('an entry', () => {
  test('says what is known, and null for what is not', () => {
    expect(entry()).toEqual({
      account: null,
      mfaDevice: null,
      profile: null,
      roleArn: null,
      accessKeyId: 'ASIASAMPLE',
      expiration: '2026-01-02T15:04:05Z',
      secondsLeft: 43_200,
      store: 'keychain',
      endpoint: null,
    });
  });

  it.each<[serial: string, account: string | null, device: string]>([
    [DEVICE, '000000000012', 'phone'],
    ['arn:aws-us-gov:iam::000000000012:mfa/path/to/phone', '000000000012', 'path/to/phone'],
    ['arn:aws-cn:iam::000000000012:mfa/root-account-mfa-device', '000000000012', 'root-account-mfa-device'],
    ['GAHT12345678', null, 'GAHT12345678'],
  ])('of the device %s', (mfaSerial, account, mfaDevice) => {
    expect(entry({ mfaSerial })).toMatchObject({ account, mfaDevice });
  });

  it.each([
    [999, 0],
    [1000, 1],
    [-5000, 0],
  ])('with %i ms left has %i s', (ms, secondsLeft) => {
    expect(entry({}, ms).secondsLeft).toBe(secondsLeft);
  });
});

describe('the table', () => {
  const role = (account: string) => `arn:aws:iam::${account}:role/path/admin`;
  const entries = [
    entry({ profile: 'dev', mfaSerial: DEVICE }),
    entry({ mfaSerial: 'GAHT12345678' }, HOUR),
    entry({ profile: 'a-long-profile-name', mfaSerial: DEVICE, roleArn: role('000000000012') }, 60_000),
    entry({ profile: 'far', mfaSerial: DEVICE, roleArn: role('000000000034') }, 50 * 60_000),
  ];

  test('has its columns under each other, and the sessions of a device together', () => {
    expect(`\n${statusTable(entries, { colour: false })}`).toBe(`
ACCOUNT/DEVICE      PROFILE              ROLE                     EXPIRES               LEFT  STORE
000000000012/phone  dev                  -                        2026-01-02 15:04 UTC  12h   keychain
000000000012/phone  a-long-profile-name  path/admin               2026-01-02 03:05 UTC  1m !  keychain
000000000012/phone  far                  000000000034/path/admin  2026-01-02 03:54 UTC  50m   keychain
GAHT12345678        -                    -                        2026-01-02 04:04 UTC  1h    keychain
`);
  });

  test("has a column for the endpoint where one is not AWS's own", () => {
    const local = entry({ profile: 'dev', endpoint: 'http://localhost:4566' });
    expect(statusTable([local, entry()], { colour: false })).toBe(
      'ACCOUNT/DEVICE  PROFILE  ROLE  EXPIRES               LEFT  STORE     ENDPOINT\n' +
        '-               dev      -     2026-01-02 15:04 UTC  12h   keychain  http://localhost:4566\n' +
        '-               -        -     2026-01-02 15:04 UTC  12h   keychain  -\n',
    );
  });

  test('with colour is the same under it, and marked where the end is near', () => {
    const coloured = statusTable(entries, { colour: true });
    expect(stripVTControlCharacters(coloured)).toBe(statusTable(entries, { colour: false }));
    const marked = coloured.split('\n').map((line) => line.includes('\u001b[35m1m !'));
    expect(marked).toEqual([false, false, true, false, false, false]);
  });

  test('ends no line with blanks', () => {
    expect(statusTable(entries, { colour: false })).not.toMatch(/ $/m);
  });

  test('goes without the store where the terminal is narrow, and is paragraphs where it is narrower', () => {
    const whole = statusTable(entries, { colour: false });
    const widest = Math.max(...whole.split('\n').map((line) => line.length));
    expect(statusTable(entries, { colour: false, width: widest })).toBe(whole);
    const narrow = statusTable(entries, { colour: false, width: widest - 1 });
    expect(narrow).not.toContain('STORE');
    expect(narrow).toContain('EXPIRES');
    const narrower = statusTable(entries, { colour: false, width: 40 });
    expect(narrower).toContain(
      'dev  12h\n  000000000012/phone\n  until 2026-01-02 15:04 UTC\n  in the keychain\n',
    );
  });

  test.each([
    [60, '2026-01-02 16:04 +01:00'],
    [-210, '2026-01-02 11:34 -03:30'],
    [845, '2026-01-03 05:09 +14:05'],
    [0, '2026-01-02 15:04 UTC'],
  ])('is in local time: %i minutes ahead of UTC', (minutes, shown) => {
    expect(statusTable([entry()], { colour: false }, () => minutes)).toContain(` ${shown} `);
  });

  test('shows no secret', () => {
    const shown = statusTable(entries, { colour: true }) + JSON.stringify(entries);
    for (const word of [SECRET, TOKEN]) expect(shown).not.toContain(word);
  });

  test('shows nothing that a terminal would act on', () => {
    const [entry] = entries.slice(0, 1).map((first) => ({ ...first, profile: 'a\u001b[31m\nb' }));
    expect(statusTable(entry === undefined ? [] : [entry], { colour: false }).split('\n')).toEqual([
      expect.stringContaining('PROFILE'),
      expect.stringContaining('  a\\x1b[31m\\nb  '),
      '',
    ]);
  });
});
