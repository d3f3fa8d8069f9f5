/**
 * What a lock's holder and those who wait for it say to each other over a local socket: one JSON object a
 * line, from the holder only, never a secret.
 *
 *     {"pid":4711}                 on arrival, as soon as the host holds the lock
 *     {"pid":4711,"asking":true}   it asks a person now; without `asking`: no longer
 *     {"done":true}                the work is done: look again
 *     {"failed":{"code":"ROLE"}}   nobody needs to try: fail likewise
 *
 * A connection that ends without the last two means that the holder died or left: take the lock in turn.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SharedCode } from './shared-failure.ts';

export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: SharedCode }
  | { readonly kind: 'left' };

/** The holder's side. Neither the listening socket nor its guests keep the process alive. */
export interface Channel {
  /** Guests that come from now on are kept: the host is about to claim the lock. */
  claim(): void;
  /** The claim came to nothing: guests must look elsewhere. */
  turnAway(): void;
  /** The host holds the lock: guests learn its pid. */
  hold(): void;
  /** Tells every guest, those that come later too, whether the host asks a person now. */
  tellAsking(asking: boolean): void;
  /** Tells the outcome to every guest and closes, within `FAREWELL_MS`. */
  close(outcome: Outcome): Promise<void>;
}

/** A guest that does not take its farewell within this many milliseconds is cut off. */
const FAREWELL_MS = 500;
/** The kernel cuts it to its own limit: 4,096 on Linux, 128 on macOS. */
const BACKLOG = 4096;

/** Listens at `path`; rejects with the system's error (`EADDRINUSE`, …). */
export async function openChannel(path: string, pid: number): Promise<Channel> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.unref();
  // Accepting can fail for want of file descriptors: the guest is cut off and comes again.
  server.on('error', () => {});
  return channelOn(server, pid);
}

function channelOn(server: Server, pid: number): Channel {
  const guests = new Set<Socket>();
  let stance: 'away' | 'claiming' | 'holding' = 'away';

  let arrivals = 0;
  let greeting = line({ pid });

  /** Guests that the kernel let in but the event loop has not seen yet are to hear the outcome too. */
  async function allIn(): Promise<void> {
    for (let quietTurns = 0; quietTurns < 3; ) {
      const before = arrivals;
      await nextTurn();
      quietTurns = arrivals === before ? quietTurns + 1 : 0;
    }
  }

  server.on('connection', (guest) => {
    arrivals += 1;
    guest.on('error', () => {});
    if (stance === 'away') {
      guest.destroy();
      return;
    }
    guests.add(guest);
    guest.once('close', () => guests.delete(guest));
    guest.unref();
    // Nothing is expected, but only a flowing socket notices that its other end has gone.
    guest.resume();
    if (stance === 'holding') guest.write(greeting);
  });

  return {
    claim() {
      stance = 'claiming';
    },
    turnAway() {
      stance = 'away';
      for (const guest of guests) guest.destroy();
    },
    hold() {
      stance = 'holding';
      for (const guest of guests) guest.write(greeting);
    },
    tellAsking(asking) {
      greeting = line(asking ? { pid, asking } : { pid });
      for (const guest of guests) guest.write(greeting);
    },
    async close(outcome) {
      if (outcome.kind !== 'left') await allIn();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const farewell = farewellLine(outcome);
      for (const guest of guests) {
        if (farewell === undefined) guest.destroy();
        else guest.end(farewell, () => guest.destroy());
      }
      const cutOff = setTimeout(() => {
        for (const guest of guests) guest.destroy();
      }, FAREWELL_MS);
      await closed;
      clearTimeout(cutOff);
    },
  };
}

function farewellLine(outcome: Outcome): string | undefined {
  if (outcome.kind === 'left') return undefined;
  return outcome.kind === 'done' ? line({ done: true }) : line({ failed: { code: outcome.code } });
}

function line(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
