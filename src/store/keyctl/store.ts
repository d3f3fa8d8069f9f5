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
 * and is made in a session keyring of its own, where the right to say so is certain. Its link into @u comes
 * last and replaces an older key of the same name at once: nobody sees one without its timeout and rights.
 */
import { MfaExecError } from '../../base/errors.ts';
import type { Clock, Env, SessionStore, StoredEntry } from '../../base/ports.ts';
import type { Keyctl } from './command.ts';

export interface KeyctlStoreOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Env;
  readonly clock: Clock;
  /**
   * What /proc/keys lists, or nothing where it cannot be read: the keys that this process may see, ours among them.
   * It spares the runs of `keyctl` that would find nothing, several for each new session.
   */
  readonly listed?: () => string | undefined;
  /** Milliseconds that one run of `keyctl` may take. */
  readonly timeoutMs?: number;
}

/** $1: the key's name, $2: seconds; the secret on stdin. */
const ADD = `id=$(keyctl padd user "$1" @s) &&
keyctl timeout "$id" "$2" && keyctl setperm "$id" 0x3f3f0000 && keyctl link "$id" @u`;
const PREFIX = 'mfa-exec:';
const PROBE = 'probe';

export function createKeyctlStore({
  platform,
  env,
  clock,
  listed = () => undefined,
  timeoutMs = 2000,
}: KeyctlStoreOptions): SessionStore {
  let command: Keyctl | undefined;

  async function keyctl(args: readonly string[], input?: string): Promise<string | undefined> {
    if (platform !== 'linux') {
      const hint = 'use --store keychain';
      throw new MfaExecError('STORE_UNAVAILABLE', 'no kernel keyring: only Linux has one', { hint });
    }
    command ??= (await import('./command.ts')).createKeyctl(env, timeoutMs);
    return command(input === undefined ? { args } : { args, input });
  }

  async function find(key: string): Promise<string | undefined> {
    if (listed()?.includes(PREFIX + key) === false) return undefined;
    return (await keyctl(['search', '@u', 'user', PREFIX + key]))?.trim();
  }

  async function add(key: string, value: string, seconds: number): Promise<void> {
    await keyctl(['session', '-', 'sh', '-c', ADD, 'sh', PREFIX + key, String(seconds)], value);
  }

  async function remove(key: string): Promise<void> {
    const id = await find(key);
    if (id !== undefined) await keyctl(['unlink', id, '@u']);
  }

  return {
    name: 'keyctl',
    async read(key) {
      const id = await find(key);
      return id === undefined ? undefined : keyctl(['pipe', id]);
    },
    write: (key, value, expiresAt) =>
      add(key, value, Math.max(1, Math.ceil((expiresAt - clock.now()) / 1000))),
    remove,
    async list() {
      const ids = (await keyctl(['rlist', '@u']))?.split(/\s+/).filter((id) => id !== '') ?? [];
      const entries: StoredEntry[] = [];
      for (const id of ids) {
        // A key of someone else's may not be looked at.
        const description = await keyctl(['rdescribe', id]).catch(() => undefined);
        const key = keyOf(description);
        const value = key === undefined || key === PROBE ? undefined : await keyctl(['pipe', id]);
        if (key !== undefined && value !== undefined) entries.push({ key, value });
      }
      return entries;
    },
    async check() {
      await add(PROBE, PROBE, 1);
      await remove(PROBE);
    },
  };
}

/** `user;UID;GID;RIGHTS;mfa-exec:KEY`. */
function keyOf(description: string | undefined): string | undefined {
  return /^user;\d+;\d+;[0-9a-f]+;mfa-exec:(.+)$/.exec(description?.trim() ?? '')?.[1];
}
