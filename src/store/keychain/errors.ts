import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { MfaExecError } from '../../base/errors.ts';

/** Explains why the keychain cannot be used, and what to do about it. */
interface Diagnosis {
  readonly code: 'STORE_UNAVAILABLE' | 'STORE_FAILED';
  readonly sentence: string;
  readonly hint: string;
}

const INSTALL =
  'install a Secret Service (Debian: apt-get install libsecret-1-0 gnome-keyring), or use --store file';
/** Where a Secret Service that is installed waits to be started. */
const SERVICE = 'dbus-1/services/org.freedesktop.secrets.service';
const LOG_IN = 'log in to the desktop, which starts the keychain, or use --store file';
const UNLOCK_LINUX = 'log in to the desktop, or: gnome-keyring-daemon --unlock, or use --store file';

/** libsecret, GLib and D-Bus name these; keytar passes their words on. */
const LINUX: readonly (readonly [RegExp, Diagnosis])[] = [
  [
    /autolaunch|DBUS_SESSION_BUS_ADDRESS|unknown or unsupported transport|could not connect|connection refused|dbus-launch|No such file or directory/i,
    { code: 'STORE_UNAVAILABLE', sentence: 'no keychain: there is no D-Bus session', hint: INSTALL },
  ],
  [
    /not provided by any \.service files|ServiceUnknown|activation|Failed to execute|exited with status|was not found/i,
    {
      code: 'STORE_UNAVAILABLE',
      sentence: 'no keychain: no Secret Service is installed or running',
      hint: INSTALL,
    },
  ],
  [
    /locked|dismissed|IsLocked|prompt/i,
    { code: 'STORE_FAILED', sentence: 'the keychain is locked', hint: UNLOCK_LINUX },
  ],
  [
    /does not exist at path|NoSuchObject|no such collection/i,
    {
      code: 'STORE_UNAVAILABLE',
      sentence: 'no keychain: it has no default collection',
      hint: 'create one with seahorse ("Passwords and Keys"), or use --store file',
    },
  ],
];

/** `SecCopyErrorMessageString` in English; the number where it has no words. */
const DARWIN: readonly (readonly [RegExp, Diagnosis])[] = [
  [
    /interaction is not allowed|-25308|locked/i,
    {
      code: 'STORE_FAILED',
      sentence: 'the keychain is locked',
      hint: 'security unlock-keychain, or use --store file',
    },
  ],
  [
    /denied|cancel|passphrase you entered|-128|-25293/i,
    {
      code: 'STORE_FAILED',
      sentence: 'the keychain denied access',
      hint: 'allow it when macOS asks, or use --store file',
    },
  ],
  [
    /keychain could not be found|-25307|-25294/i,
    {
      code: 'STORE_UNAVAILABLE',
      sentence: 'no keychain: there is no default one',
      hint: 'security default-keychain, or use --store file',
    },
  ],
];

/** `FormatMessage` in the user's language: only what is common to some is recognised. */
const WIN32: readonly (readonly [RegExp, Diagnosis])[] = [
  [
    /logon session/i,
    {
      code: 'STORE_UNAVAILABLE',
      sentence: 'no keychain: this logon has no Credential Manager',
      hint: 'use --store file',
    },
  ],
];

/**
 * Whether the same call may well succeed at once: libsecret looks an item up and then asks for it, and in between
 * another process replaced it (measured with gnome-keyring 42, six readers and a writer).
 */
export function isPassing(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return /No such (interface|object)|does not exist at path|NoSuchObject|UnknownObject/i.test(text);
}

/** Whether a package with a Secret Service is there, in one of the folders of the D-Bus specification. */
function hasSecretService(): boolean {
  const folders = process.env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share';
  return folders.split(':').some((folder) => existsSync(join(folder, SERVICE)));
}

/** A failure of keytar as one for a person. Its own words are kept where they are not known: no secret is in them. */
export function keychainError(
  error: unknown,
  platform: NodeJS.Platform,
  isInstalled = hasSecretService,
): MfaExecError {
  const text = error instanceof Error ? error.message : String(error);
  const table = platform === 'win32' ? WIN32 : platform === 'darwin' ? DARWIN : LINUX;
  const known = table.find(([pattern]) => pattern.test(text))?.[1];
  if (known !== undefined) {
    const hint = known.hint === INSTALL && isInstalled() ? LOG_IN : known.hint;
    return new MfaExecError(known.code, known.sentence, { hint, cause: error });
  }
  const words = text.split('\n', 1)[0]?.trim().replace(/\.$/, '').slice(0, 200) || 'no reason given';
  return new MfaExecError('STORE_FAILED', `the keychain failed: ${words}`, {
    hint: 'mfa-exec doctor, or use --store file',
    cause: error,
  });
}

/** There is no session bus, which is no keychain; GLib's own words begin so. */
export function noBus(): MfaExecError {
  return keychainError(new Error('Cannot autolaunch D-Bus without X11 $DISPLAY'), 'linux');
}

/** There is one that must not be used. */
export function foreignBus(problem: string): MfaExecError {
  return new MfaExecError('STORE_UNAVAILABLE', `no keychain: ${problem}`, {
    hint: 'unset DBUS_SESSION_BUS_ADDRESS, or use --store file',
  });
}

/** keytar itself cannot be loaded: it was not installed, or a library that it needs is missing. */
export function noKeychain(error: unknown, platform: NodeJS.Platform): MfaExecError {
  const isMissing = error instanceof Error && 'code' in error && /MODULE_NOT_FOUND$/.test(String(error.code));
  const reason = isMissing
    ? 'its package keytar is not installed'
    : platform === 'linux'
      ? 'libsecret-1.so.0 is missing'
      : 'its library cannot be loaded';
  const hint = !isMissing && platform === 'linux' ? INSTALL : 'npm install -g mfa-exec, or use --store file';
  return new MfaExecError('STORE_UNAVAILABLE', `no keychain: ${reason}`, { hint, cause: error });
}

export function keychainTimeout(timeoutMs: number, platform: NodeJS.Platform): MfaExecError {
  const hint =
    platform === 'linux'
      ? 'unlock or restart it (systemctl --user restart gnome-keyring-daemon), or use --store file'
      : 'answer its dialog and try again, or use --store file';
  return new MfaExecError('STORE_FAILED', `the keychain did not answer within ${timeoutMs / 1000} s`, {
    hint,
  });
}
