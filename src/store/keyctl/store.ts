/**
 * Sessions in the Linux kernel's keyring: memory that is never swapped out, and that the kernel empties by
 * itself when a session expires.
 *
 * They are in the user keyring, @u: one for all logins of the user, gone when the last process of the user is
 * (user-keyring(7)). The session keyring @s would ask again in every login and terminal multiplexer; the persistent one is not
 * compiled into every kernel, and would outlive the logout.
 *
 * A process has full rights to a key in @u only where its session keyring leads there, which one started by
 * systemd, cron or `keyctl session` does not. So each key lets its owner do all (0x3f3f0000; keyctl_setperm(3)),
 * and is made in the keyring of this process, where the right to say so is certain. Its link into @u comes
 * last and replaces an older key of the same name at once: nobody sees one without its timeout and rights.
 */
import { MfaExecError } from '../../base/errors.ts';
import type { Clock, SessionStore, StoredEntry } from '../../base/ports.ts';
import type { Foreign } from '../../platform/foreign.ts';
import { createKeyrings, type Keyrings, PROCESS_KEYRING, USER_KEYRING } from './calls.ts';

export interface KeyctlStoreOptions {
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  /** Libc; nothing where it cannot be called. */
  readonly foreign: () => Foreign | undefined;
}

/** All rights to the possessor and to the owner. */
const RIGHTS = 0x3f3f0000;
const PREFIX = 'mfa-exec:';
const PROBE = 'probe';

export function createKeyctlStore({ platform, clock, foreign }: KeyctlStoreOptions): SessionStore {
  let opened: Keyrings | undefined;

  function keyrings(): Keyrings {
    if (platform !== 'linux') throw unavailable('only Linux has one', 'use --store keychain');
    const libc = opened === undefined ? foreign() : undefined;
    opened ??= libc && createKeyrings(libc);
    if (opened === undefined)
      throw unavailable(
        'its calls need the optional package koffi',
        'npm install -g mfa-exec, or use --store file',
      );
    return opened;
  }

  const find = (key: string) => keyrings().search(USER_KEYRING, PREFIX + key);

  function add(key: string, value: string, seconds: number): void {
    const calls = keyrings();
    const id = calls.add(PREFIX + key, Buffer.from(value), PROCESS_KEYRING);
    try {
      calls.expire(id, seconds);
      calls.allow(id, RIGHTS);
      calls.link(id, USER_KEYRING);
    } finally {
      calls.unlink(id, PROCESS_KEYRING);
    }
  }

  function remove(key: string): void {
    const id = find(key);
    // It may be linked into a session keyring too, which this process need not see.
    if (id !== undefined) keyrings().invalidate(id);
  }

  return {
    name: 'keyctl',
    async read(key) {
      const id = find(key);
      return id === undefined ? undefined : keyrings().read(id)?.toString('utf8');
    },
    async write(key, value, expiresAt) {
      add(key, value, Math.max(1, Math.ceil((expiresAt - clock.now()) / 1000)));
    },
    async remove(key) {
      remove(key);
    },
    async list() {
      const entries: StoredEntry[] = [];
      for (const id of idsIn(keyrings().read(USER_KEYRING))) {
        const key = keyOf(describe(id));
        const value = key === undefined || key === PROBE ? undefined : keyrings().read(id);
        if (key !== undefined && value !== undefined) entries.push({ key, value: value.toString('utf8') });
      }
      return entries;
    },
    async check() {
      add(PROBE, PROBE, 1);
      remove(PROBE);
    },
  };

  /** Nothing for a key of someone else's, which may not be looked at. */
  function describe(id: number): string | undefined {
    try {
      return keyrings().describe(id);
    } catch {
      return undefined;
    }
  }
}

/** What a keyring's content is: 32-bit numbers. */
function idsIn(content: Buffer = Buffer.alloc(0)): number[] {
  return Array.from({ length: Math.floor(content.length / 4) }, (_, at) => content.readInt32LE(at * 4));
}

function unavailable(reason: string, hint: string): MfaExecError {
  return new MfaExecError('STORE_UNAVAILABLE', `no kernel keyring: ${reason}`, { hint });
}

/** `user;UID;GID;RIGHTS;mfa-exec:KEY`. */
function keyOf(description: string | undefined): string | undefined {
  return /^user;\d+;\d+;[0-9a-f]+;mfa-exec:(.+)$/.exec(description ?? '')?.[1];
}
