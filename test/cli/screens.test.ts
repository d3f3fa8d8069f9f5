/** What a person sees on a narrow, a usual and a wide terminal, in colour and without. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { type Look, PLAIN_LOOK } from '../../src/base/output.ts';
import { STYLES } from '../../src/base/paint.ts';
import { commandHelp, generalHelp } from '../../src/cli/help.ts';
import { statusEntry, statusTable } from '../../src/cli/status-table.ts';
import { doctorScreen } from '../../src/doctor/screen.ts';
import { COMMANDS } from '../../src/subcommands.ts';
import { DEVICE } from '../fakes/aws.ts';
import { START } from '../fakes/clock.ts';
import { HOUR, sampleSession } from '../fakes/session.ts';
import { MemoryStore } from '../fakes/store.ts';

const look = (width: number, changes: Partial<Look> = {}): Look => ({ ...PLAIN_LOOK, width, ...changes });

const entries = [
  { profile: 'default', mfaSerial: DEVICE, left: 11.5 * HOUR },
  {
    profile: 'deploy',
    mfaSerial: DEVICE,
    roleArn: 'arn:aws:iam::000000000034:role/deployer',
    left: HOUR / 6,
  },
].map(({ left, ...label }) => {
  const session = sampleSession({ label, expiresAt: START + left });
  return statusEntry({ key: 'k', user: 'u', store: new MemoryStore(), session }, START);
});

const SCREENS: Readonly<Record<string, (look: Look) => string>> = {
  help: (at) => generalHelp(at, '/usr/lib/node_modules/mfa-exec/docs'),
  ...Object.fromEntries(COMMANDS.map(({ name }) => [`help of ${name}`, (at: Look) => commandHelp(name, at)])),
  status: (at) => statusTable(entries, at, () => 60),
  doctor: (at) =>
    doctorScreen(
      [
        { check: 'config-file', status: 'ok', message: '/home/me/.aws/config (2 profiles in all)' },
        {
          check: 'credentials-file',
          status: 'warning',
          message: '/home/me/.aws/credentials can be read by other users (mode 644)',
          fix: 'chmod 600 /home/me/.aws/credentials',
        },
        {
          check: 'endpoint',
          status: 'error',
          message: 'sts.eu-central-1.amazonaws.com refused the connection',
          fix: 'check the network, and AWS_ENDPOINT_URL or endpoint_url if one is set',
        },
      ],
      { quiet: false, docs: '/usr/lib/node_modules/mfa-exec/docs' },
      at,
    ),
};

describe.each(Object.entries(SCREENS))('%s', (name, screen) => {
  test.each([40, 80, 200])('breaks no word at %i columns', (width) => {
    const text = screen(look(width));
    for (const line of text.split('\n')) {
      // A word that is longer than the line stands alone; a fix is one line, to be copied.
      const isFree = line.trim().split(' ').length === 1 || line.includes('fix: ');
      if (!isFree) expect(line.length, line).toBeLessThanOrEqual(width);
    }
    const words = (shown: string) => new Set(shown.split(/\s+/));
    if (name !== 'status') expect([...words(text)].sort()).toEqual([...words(screen(PLAIN_LOOK))].sort());
  });

  test.each([40, 80, 200])('is the same in colour at %i columns', (width) => {
    const text = screen(look(width, { colour: true }));
    expect(text).toContain('\u001b[');
    expect(stripVTControlCharacters(text)).toBe(screen(look(width)));
  });

  test('is ASCII where nothing else can be shown', () => {
    expect(screen(look(80, { unicode: false }))).toMatch(/^[\n -~]*$/);
  });
});

/** The codes of colours as words. */
const shown = (text: string) =>
  `\n${text.replaceAll('\u001b[', '<').replaceAll(/<(\d+)m/g, (_, code) => {
    const style = Object.entries(STYLES).find(([, number]) => number === Number(code));
    return style === undefined ? '</>' : `<${style[0]}>`;
  })}`;

describe('status', () => {
  test('at 40 columns', () => {
    expect(shown(SCREENS['status']?.(look(40)) ?? '')).toMatchInlineSnapshot(`
      "
      default  11h 30m
        000000000012/phone
        until 2026-01-02 15:34 +01:00
        in the keychain

      deploy  10m !
        role 000000000034/deployer
        000000000012/phone
        until 2026-01-02 04:14 +01:00
        in the keychain
      "
    `);
  });
  test('at 80 columns, in colour', () => {
    expect(shown(SCREENS['status']?.(look(80, { colour: true })) ?? '')).toMatchInlineSnapshot(`
      "
      <bold>default</>  11h 30m
        000000000012/phone
        until 2026-01-02 15:34 +01:00
        in the keychain

      <bold>deploy</>  <magenta>10m !</>
        role 000000000034/deployer
        000000000012/phone
        until 2026-01-02 04:14 +01:00
        in the keychain
      "
    `);
  });
  test('at 200 columns', () => {
    expect(shown(SCREENS['status']?.(look(200)) ?? '')).toMatchInlineSnapshot(`
      "
      ACCOUNT/DEVICE      PROFILE  ROLE                   EXPIRES                  LEFT     STORE
      000000000012/phone  default  -                      2026-01-02 15:34 +01:00  11h 30m  keychain
      000000000012/phone  deploy   000000000034/deployer  2026-01-02 04:14 +01:00  10m !    keychain
      "
    `);
  });
});

describe('doctor', () => {
  test('at 40 columns', () => {
    expect(shown(SCREENS['doctor']?.(look(40)) ?? '')).toMatchInlineSnapshot(`
      "
      ✓ config file
        /home/me/.aws/config (2 profiles in
        all)
      ! credentials file
        /home/me/.aws/credentials can be read
        by other users (mode 644)
        fix: chmod 600 /home/me/.aws/credentials
      ✗ endpoint
        sts.eu-central-1.amazonaws.com refused
        the connection
        fix: check the network, and AWS_ENDPOINT_URL or endpoint_url if one is set

      1 error, 1 warning
      recipes and reference:
        /usr/lib/node_modules/mfa-exec/docs
      "
    `);
  });
  test('at 80 columns, in colour', () => {
    expect(shown(SCREENS['doctor']?.(look(80, { colour: true })) ?? '')).toMatchInlineSnapshot(`
      "
      ✓ config file       /home/me/.aws/config (2 profiles in all)
      <magenta>!</> credentials file  /home/me/.aws/credentials can be read by other users (mode
                          644)
                          fix: chmod 600 /home/me/.aws/credentials
      <red>✗</> endpoint          sts.eu-central-1.amazonaws.com refused the connection
                          fix: check the network, and AWS_ENDPOINT_URL or endpoint_url if one is set

      1 error, 1 warning
      recipes and reference: /usr/lib/node_modules/mfa-exec/docs
      "
    `);
  });
  test('at 200 columns, in ASCII', () => {
    expect(shown(SCREENS['doctor']?.(look(200, { unicode: false })) ?? '')).toMatchInlineSnapshot(`
      "
      + config file       /home/me/.aws/config (2 profiles in all)
      ! credentials file  /home/me/.aws/credentials can be read by other users (mode 644)
                          fix: chmod 600 /home/me/.aws/credentials
      x endpoint          sts.eu-central-1.amazonaws.com refused the connection
                          fix: check the network, and AWS_ENDPOINT_URL or endpoint_url if one is set

      1 error, 1 warning
      recipes and reference: /usr/lib/node_modules/mfa-exec/docs
      "
    `);
  });
});

test('the help at 40 columns', () => {
  expect(shown(commandHelp('logout', look(40)))).toMatchInlineSnapshot(`
    "
    mfa-exec logout: forget the cached
    sessions of a profile, or all

    Usage
      mfa-exec logout [options]

    Options of logout
      --all
          forget every cached session

    Identity
      -p, --profile NAME
          profile in the AWS files (else
          AWS_DEFAULT_PROFILE, AWS_PROFILE,
          or default)
      --region REGION
          AWS region (else AWS_REGION, else
          region of the profile)

    Session
      --store STORE
          where sessions are kept: auto,
          keychain, keyctl, file or none
          (default auto)

    Messages
      -q, --quiet
          no notes; errors and warnings only
      -v, --verbose
          say what is done and why (never a
          secret)

    The session of the profile's user goes,
    and with it those of every role that was
    made from it: a role forgotten alone
    would come back without a code.

    AWS has no call to end a session: copies
    of it are good until it expires.
    "
  `);
});

test('the help at 80 columns, in colour', () => {
  expect(shown(commandHelp('logout', look(80, { colour: true })))).toMatchInlineSnapshot(`
    "
    mfa-exec logout: forget the cached sessions of a profile, or all

    <bold>Usage</>
      mfa-exec logout [options]

    <bold>Options of logout</>
      --all                 forget every cached session

    <bold>Identity</>
      -p, --profile NAME    profile in the AWS files (else AWS_DEFAULT_PROFILE,
                            AWS_PROFILE, or default)
      --region REGION       AWS region (else AWS_REGION, else region of the profile)

    <bold>Session</>
      --store STORE         where sessions are kept: auto, keychain, keyctl, file or
                            none (default auto)

    <bold>Messages</>
      -q, --quiet           no notes; errors and warnings only
      -v, --verbose         say what is done and why (never a secret)

    The session of the profile's user goes, and with it those of every role that was
    made from it: a role forgotten alone would come back without a code.

    AWS has no call to end a session: copies of it are good until it expires.
    "
  `);
});

describe('colours', () => {
  /** Red, green, blue of the eight colours, as terminals have them by default. */
  const PALETTES: Readonly<Record<string, Readonly<Record<number, readonly [number, number, number]>>>> = {
    VGA: { 31: [170, 0, 0], 35: [170, 0, 170] },
    xterm: { 31: [205, 0, 0], 35: [205, 0, 205] },
    'Windows 10': { 31: [197, 15, 31], 35: [136, 23, 152] },
    'VS Code': { 31: [205, 49, 49], 35: [188, 63, 188] },
  };
  /** Relative luminance: WCAG 2.2. */
  const luminance = (rgb: readonly [number, number, number]) => {
    const [red, green, blue] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
  };

  it.each(Object.keys(PALETTES))('of %s can be read on white and on black', (name) => {
    for (const style of Object.values(STYLES).filter((code) => code >= 30)) {
      const rgb = PALETTES[name]?.[style];
      if (rgb === undefined) throw new Error(`no colour ${style}`);
      const bright = luminance(rgb);
      expect(1.05 / (bright + 0.05)).toBeGreaterThan(3);
      expect((bright + 0.05) / 0.05).toBeGreaterThan(2);
    }
  });
});
