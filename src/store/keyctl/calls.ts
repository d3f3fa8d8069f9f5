/** The kernel's keyrings by add_key(2) and keyctl(2), which libc has no functions for: by its syscall(2). */
import process from 'node:process';
import { MfaExecError } from '../../base/errors.ts';
import { once } from '../../base/once.ts';
import type { Argument, Foreign, ForeignFunction, Type } from '../../platform/foreign.ts';
import { errnoName } from '../../platform/libc.ts';

/** Ids of keys, and of keyrings, are numbers; `undefined` stands for a key that is not there any more. */
export interface Keyrings {
  /** Finds a key of the type `user` by its name. */
  search(keyring: number, name: string): number | undefined;
  read(key: number): Buffer | undefined;
  /** `TYPE;UID;GID;RIGHTS;NAME`. */
  describe(key: number): string | undefined;
  /** Makes a key of the type `user`. */
  add(name: string, value: Buffer, keyring: number): number;
  /** In so many seconds the kernel forgets it. */
  expire(key: number, seconds: number): void;
  /** See keyctl_setperm(3). */
  allow(key: number, rights: number): void;
  link(key: number, keyring: number): void;
  unlink(key: number, keyring: number): void;
  /** Takes the key out of every keyring that it is in. */
  invalidate(key: number): void;
}

/** Of this process alone, and gone when it becomes the command: process-keyring(7). */
export const PROCESS_KEYRING = -2;
/** Of all processes of the user: user-keyring(7). */
export const USER_KEYRING = -4;

/** Numbers of the system calls. */
const NUMBERS: Readonly<Record<string, { readonly addKey: number; readonly keyctl: number }>> = {
  x64: { addKey: 248, keyctl: 250 },
  arm64: { addKey: 217, keyctl: 219 },
  riscv64: { addKey: 217, keyctl: 219 },
  loong64: { addKey: 217, keyctl: 219 },
};

/** Operations of keyctl(2), from <linux/keyctl.h>. */
const SETPERM = 5;
const DESCRIBE = 6;
const LINK = 8;
const UNLINK = 9;
const SEARCH = 10;
const READ = 11;
const SET_TIMEOUT = 15;
const INVALIDATE = 21;

/** Room for any session at the first try. */
const USUAL_BYTES = 4096;

const GONE = new Set(['ENOKEY', 'EKEYEXPIRED', 'EKEYREVOKED', 'EKEYREJECTED']);
const OR_FILE = 'or use --store file';

/** By the name of the error: what it means, and what to do. */
const FAILURES: Readonly<Record<string, readonly ['STORE_UNAVAILABLE' | 'STORE_FAILED', string, string]>> = {
  // Containers: seccomp answers EPERM, gVisor and kernels without CONFIG_KEYS ENOSYS.
  EPERM: [
    'STORE_UNAVAILABLE',
    'no kernel keyring: this kernel or container does not allow it',
    'use --store file',
  ],
  ENOSYS: [
    'STORE_UNAVAILABLE',
    'no kernel keyring: this kernel or container does not allow it',
    'use --store file',
  ],
  EOPNOTSUPP: [
    'STORE_UNAVAILABLE',
    'no kernel keyring: this kernel or container does not allow it',
    'use --store file',
  ],
  EDQUOT: ['STORE_FAILED', 'the kernel keyring is full', `see /proc/key-users and /proc/keys, ${OR_FILE}`],
  EACCES: ['STORE_FAILED', 'the kernel keyring denied access', `see /proc/keys, ${OR_FILE}`],
  EINVAL: ['STORE_FAILED', 'the session is too long for the kernel keyring', 'use --store file'],
};

/** Each throws STORE_UNAVAILABLE where the kernel has no keyrings for us, STORE_FAILED where it refuses. */
export function createKeyrings(foreign: Foreign, arch: string = process.arch): Keyrings {
  const numbers = NUMBERS[arch];
  const declare = (...args: Type[]) =>
    once(() => foreign.bind({ syscall: { args: ['long', ...args], returns: 'long' } }).syscall);
  const addKey = declare('pointer', 'pointer', 'pointer', 'long', 'long');
  const change = declare('long', 'long', 'long');
  const find = declare('long', 'long', 'pointer', 'pointer', 'long');
  const fetch = declare('long', 'long', 'pointer', 'long');

  /** The result of a system call; `undefined` for a key that is gone. */
  function call(of: 'addKey' | 'keyctl', via: () => ForeignFunction, ...args: readonly Argument[]) {
    if (numbers === undefined) throw failure('ENOSYS');
    const result = via()(numbers[of], ...args);
    if (result >= 0) return result;
    const name = errorName(foreign.errno());
    if (GONE.has(name)) return undefined;
    throw failure(name);
  }

  /** What READ or DESCRIBE gives: they return how long it is, however much room there was. */
  function content(operation: number, key: number): Buffer | undefined {
    for (let room = Buffer.alloc(USUAL_BYTES); ; ) {
      const length = call('keyctl', fetch, operation, key, room, room.length);
      if (length === undefined) return undefined;
      if (length <= room.length) return room.subarray(0, length);
      room = Buffer.alloc(length);
    }
  }

  return {
    search: (keyring, name) => call('keyctl', find, SEARCH, keyring, text('user'), text(name), 0),
    read: (key) => content(READ, key),
    describe: (key) => content(DESCRIBE, key)?.toString('utf8').replace(/\0$/, ''),
    add(name, value, keyring) {
      const key = call('addKey', addKey, text('user'), text(name), value, value.length, keyring);
      if (key === undefined) throw failure('EACCES');
      return key;
    },
    expire: (key, seconds) => void call('keyctl', change, SET_TIMEOUT, key, seconds),
    allow: (key, rights) => void call('keyctl', change, SETPERM, key, rights),
    link: (key, keyring) => void call('keyctl', change, LINK, key, keyring),
    invalidate: (key) => void call('keyctl', change, INVALIDATE, key, 0),
    unlink(key, keyring) {
      try {
        call('keyctl', change, UNLINK, key, keyring);
      } catch (error) {
        // Another process took it out at the same moment.
        if (!(error instanceof MfaExecError && error.cause === 'ENOENT')) throw error;
      }
    },
  };
}

/** A string of C. */
function text(content: string): Buffer {
  return Buffer.from(`${content}\0`);
}

/** Linux's errors about keys, which Node has no names for. */
const KEY_ERRORS: Readonly<Record<number, string>> = {
  126: 'ENOKEY',
  127: 'EKEYEXPIRED',
  128: 'EKEYREVOKED',
  129: 'EKEYREJECTED',
};

function errorName(errno: number): string {
  return KEY_ERRORS[errno] ?? errnoName(errno);
}

function failure(cause: string): MfaExecError {
  const known = FAILURES[cause];
  if (known !== undefined) return new MfaExecError(known[0], known[1], { hint: known[2], cause });
  return new MfaExecError('STORE_FAILED', `the kernel keyring failed (${cause})`, {
    hint: 'use --store file',
    cause,
  });
}
