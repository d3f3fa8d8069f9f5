import fc from 'fast-check';
import { Session, type SessionLabel } from '../../src/session/session.ts';

/** Any text that is not empty, lone surrogates and control characters included. */
export const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });

/** What an environment variable can hold: anything but a NUL, as UTF-8 knows it. */
export const anyValue = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...'\'"\\$`!%^&|<>()*?[]{}~#;:=@ \t\r\n-'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 60,
  })
  .filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text));

/** Times that a `Date` can hold, in milliseconds. */
const anyTime = fc.integer({ min: -8.64e15, max: 8.64e15 });

/** Times that `AWS_CREDENTIAL_EXPIRATION` can hold: whole seconds from 1970 to 9999. */
const anyExpiry = fc.integer({ min: 0, max: 253_402_300_799 }).map((seconds) => seconds * 1000);

const label: fc.Arbitrary<SessionLabel> = fc.record(
  { profile: anyText, mfaSerial: anyText, roleArn: anyText, endpoint: anyText },
  { requiredKeys: [] },
);

/** What a part of credentials may be, wherever it comes from. */
const credentialText = fc.string({
  unit: fc.constantFrom(...'AZaz09+/=_.,:@~-'),
  minLength: 1,
  maxLength: 40,
});

export const sessionParts = fc.record({
  accessKeyId: credentialText,
  secretAccessKey: credentialText,
  sessionToken: credentialText,
  expiresAt: anyTime,
  issuedAt: anyTime,
  label,
});

/** A session as STS hands them out, as far as its parts go into an environment. */
export const issuedSession = fc
  .record({
    accessKeyId: fc.stringMatching(/^ASIA[A-Z0-9]{1,16}$/),
    secretAccessKey: fc.stringMatching(/^[\w/+]{1,40}$/),
    sessionToken: fc.stringMatching(/^[\w/+=]{1,60}$/),
    expiresAt: anyExpiry,
    issuedAt: anyTime,
    label,
  })
  .map((parts) => new Session(parts));
