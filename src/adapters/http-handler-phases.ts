import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Phase } from '../core/aws-errors.ts';
import type { Limits, Route } from './http-handler.ts';

export interface Phases {
  now(): Phase;
  enter(phase: Phase): void;
  /** Ends the time limit. */
  stop(): void;
}

/** Follows a request from connection to answer, and calls `giveUp` when a step takes too long. */
export function watchPhases(
  request: ClientRequest,
  { proxy, forward }: Route,
  limits: Limits,
  giveUp: () => void,
): Phases {
  let phase: Phase = proxy === undefined ? 'connect' : 'proxy';
  let timer = setTimeout(giveUp, proxy === undefined ? limits.connectMs : limits.tunnelMs);

  function enter(next: Phase): void {
    const connected = phase === 'proxy' || phase === 'connect';
    phase = next;
    if (!connected) return;
    clearTimeout(timer);
    timer = setTimeout(giveUp, limits.answerMs);
  }

  request.once('socket', (socket: Socket) => {
    if (request.reusedSocket) {
      enter('answer');
    } else if (!(socket instanceof TLSSocket)) {
      socket.once('connect', () => enter('answer'));
    } else {
      // Behind a tunnel Node hands the socket out when the tunnel stands; until then it is the proxy's affair.
      if (proxy !== undefined && forward === undefined) enter('tls');
      else if (proxy === undefined) socket.once('connect', () => enter('tls'));
      socket.once('secureConnect', () => enter('answer'));
    }
  });

  return { now: () => phase, enter, stop: () => clearTimeout(timer) };
}
