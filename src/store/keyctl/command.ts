/** Runs keyctl(1), and explains its failures. */
import { execFile } from 'node:child_process';
import { MfaExecError } from '../../base/errors.ts';
import type { Env } from '../../base/ports.ts';
import { afterFairTime } from '../keychain/patience.ts';

export interface KeyctlCommand {
  readonly args: readonly string[];
  /** Written to its stdin: secrets go this way, never by argument. */
  readonly input?: string;
}

/** Runs `keyctl`; `undefined` where it says that there is no such key. */
export type Keyctl = (command: KeyctlCommand) => Promise<string | undefined>;

const OR_FILE = 'or use --store file';
// The last is what unlinking says of a key that another process took out at the same moment.
const NO_KEY =
  /required key not available|key has expired|key has been revoked|key was rejected|keyctl_unlink: no such file/i;

/** What strerror(3) says, in English because of `LC_ALL`. */
const FAILURES: readonly (readonly [RegExp, 'STORE_UNAVAILABLE' | 'STORE_FAILED', string, string])[] = [
  // Containers: seccomp answers EPERM, gVisor and kernels without CONFIG_KEYS ENOSYS.
  [
    /operation not permitted|function not implemented|not supported/i,
    'STORE_UNAVAILABLE',
    'no kernel keyring: this kernel or container does not allow it',
    'use --store file',
  ],
  [
    /disk quota exceeded/i,
    'STORE_FAILED',
    'the kernel keyring is full',
    `see /proc/key-users and keyctl show @u, ${OR_FILE}`,
  ],
  [
    /permission denied/i,
    'STORE_FAILED',
    'the kernel keyring denied access',
    `see keyctl show @u, ${OR_FILE}`,
  ],
  [/invalid argument/i, 'STORE_FAILED', 'the session is too long for the kernel keyring', 'use --store file'],
];

/** `keyctl` of Debian's keyutils; each run may take `timeoutMs` milliseconds of a machine that has time for it. */
export function createKeyctl(env: Env, timeoutMs: number): Keyctl {
  const options = { env: { PATH: env['PATH'], LC_ALL: 'C' } };
  return ({ args, input }) =>
    new Promise((resolve, reject) => {
      const stopTimer = afterFairTime(timeoutMs, () => void child.kill());
      const child = execFile('keyctl', args, options, (error, stdout, stderr) => {
        stopTimer();
        if (error === null) resolve(stdout);
        else if (NO_KEY.test(stderr)) resolve(undefined);
        else reject(keyctlError(error, stderr, timeoutMs));
      });
      // It may end without reading, and its status says why.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
}

function keyctlError(
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
  timeoutMs: number,
): MfaExecError {
  if (error.code === 'ENOENT') {
    const hint = `install it (Debian: apt-get install keyutils), ${OR_FILE}`;
    return new MfaExecError('STORE_UNAVAILABLE', 'no kernel keyring: keyctl is not installed', { hint });
  }
  if (error.killed === true) {
    const sentence = `keyctl did not end within ${timeoutMs / 1000} s`;
    return new MfaExecError('STORE_FAILED', sentence, { hint: 'use --store file' });
  }
  const known = FAILURES.find(([pattern]) => pattern.test(stderr));
  if (known !== undefined) return new MfaExecError(known[1], known[2], { hint: known[3] });
  const words = stderr.trim().split('\n').at(-1)?.slice(0, 200) || 'no reason given';
  return new MfaExecError('STORE_FAILED', `the kernel keyring failed: ${words}`, {
    hint: 'use --store file',
  });
}
