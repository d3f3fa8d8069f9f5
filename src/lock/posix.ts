/**
 * A lock that dies with its holder, from sockets and symbolic links in a private folder. For a key's hash H:
 *
 *     H                  link to the name of the socket that took the lock: the head
 *     H.PID.RANDOM       a contender's socket; a name is never used twice
 *     H.PID.RANDOM.next  link to the one successor of that dead socket
 *     H.PID.RANDOM.new   a socket before it listens
 *
 * Making a link is atomic and fails where one exists. The holder is the last of the chain head → next → …
 *
 * - A socket gets its name once it listens and is closed only after H is unlinked. So a name that refuses
 *   connections, while H leads to it, is a holder that died and will never unlink H.
 * - Two that both find a dead holder race for its `.next`; the loser goes on to the winner and waits for it.
 * - The winner holds the lock only if H is still the head that it started from: otherwise the chain was
 *   released in between, its names are void for ever, and it starts over. Nobody else can unlink H meanwhile,
 *   for only the holder does.
 * - Release is the unlinking of H; the rest is litter by then and can be removed in any order.
 */
import { randomBytes } from 'node:crypto';
import { readlink, rename, symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../base/error-code.ts';
import { type Channel, openChannel } from './channel.ts';
import { visit } from './guest.ts';
import { litterOf, removeLitter } from './litter.ts';
import { isGone, pidInName } from './liveness.ts';
import type { Attempt, Contender, Held } from './types.ts';

export interface PosixLockOptions {
  readonly dir: string;
  /** The key's hash: lower-case hex. */
  readonly hash: string;
  readonly pid: number;
  readonly platform: NodeJS.Platform;
}

/** Nobody loses this often to others that tidy up. */
const MOST_TRIES = 8;

export function createPosixContender({ dir, hash, pid, platform }: PosixLockOptions): Contender {
  const at = (name: string) => join(dir, name);
  const own = `${hash}.${pid}.${randomBytes(4).toString('hex')}`;
  let channel: Channel | undefined;

  async function listen(): Promise<Channel> {
    // Another holder may take a name that does not listen yet for litter; in a folder that is gone it fails each time.
    for (let tries = 1; channel === undefined; tries++) {
      const opened = await openChannel(at(`${own}.new`), pid);
      if (await renamed(at(`${own}.new`), at(own))) channel = opened;
      else await opened.close({ kind: 'left' });
      if (tries === MOST_TRIES && channel === undefined) throw new Error('the lock folder is gone');
    }
    channel.claim();
    return channel;
  }

  async function withdraw(): Promise<void> {
    const open = channel;
    channel = undefined;
    if (open === undefined) return;
    await open.close({ kind: 'left' });
    await remove(at(own));
  }

  function hold(open: Channel, chain: readonly string[]): Attempt {
    open.hold();
    channel = undefined;
    const held: Held = {
      tellAsking: open.tellAsking,
      async release(outcome) {
        // What is litter is known only while the lock is held: afterwards the names may be another's.
        const litter = await litterOf(dir, hash, own);
        await remove(at(hash));
        await open.close(outcome);
        await removeLitter(dir, [own, ...chain, ...chain.map((name) => `${name}.next`)], litter, platform);
      },
    };
    return { kind: 'held', held };
  }

  /** One walk along the chain; `undefined` where it changed underfoot. */
  async function walk(): Promise<Attempt | undefined> {
    const head = await target(at(hash));
    if (head === undefined) {
      const open = await listen();
      return (await link(own, at(hash))) ? hold(open, []) : undefined;
    }
    const dead: string[] = [];
    for (let name = head; ; ) {
      const visited = await visit(at(name));
      if (visited.kind === 'met') {
        // A holder that is stopped greets nobody, but its name says who it is.
        return { kind: 'taken', host: { ...visited.host, pid: Promise.resolve(pidInName(name) ?? 0) } };
      }
      if (visited.kind === 'busy' || !(await isGone(at(name), platform))) {
        return { kind: 'unclear', pid: pidInName(name) };
      }
      dead.push(name);
      const next = await target(at(`${name}.next`));
      if (next !== undefined) {
        name = next;
        continue;
      }
      const open = await listen();
      if (!(await link(own, at(`${name}.next`)))) return undefined;
      if ((await target(at(hash))) === head) return hold(open, dead);
      await remove(at(`${name}.next`));
      return undefined;
    }
  }

  return {
    async attempt() {
      for (;;) {
        const attempt = await walk();
        if (attempt?.kind === 'held') return attempt;
        channel?.turnAway();
        if (attempt !== undefined) return attempt;
      }
    },
    withdraw,
  };
}

/** Where a link leads, by name only; `undefined` where there is none. */
async function target(path: string): Promise<string | undefined> {
  try {
    const name = await readlink(path);
    if (!/^[0-9a-f]+\.\d+\.[0-9a-f]+$/.test(name)) throw new Error(`${path} is not a lock`);
    return name;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether this call made the link. */
async function link(name: string, path: string): Promise<boolean> {
  try {
    await symlink(name, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the name was still there to be changed. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch(() => {});
}
