/** Bounds each step of a request in time. */
import type { ClientRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Limits, Phase, Route } from './exchange.ts';

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
  const allowed: Readonly<Record<Phase, number>> = {
    proxy: limits.tunnelMs,
    lookup: limits.lookupMs,
    connect: limits.connectMs,
    tls: limits.answerMs,
    answer: limits.answerMs,
    body: limits.answerMs,
  };
  let phase: Phase = 'lookup';
  let timer: NodeJS.Timeout | undefined;
  enter(proxy === undefined ? 'lookup' : 'proxy');

  function enter(next: Phase): void {
    phase = next;
    clearTimeout(timer);
    timer = setTimeout(giveUp, allowed[next]);
  }

  request.once('socket', (socket: Socket) => {
    if (request.reusedSocket) return enter('answer');
    if (proxy === undefined) {
      if (isIP(request.host)) enter('connect');
      else socket.once('lookup', () => enter('connect'));
    }
    if (!(socket instanceof TLSSocket)) {
      socket.once('connect', () => enter('answer'));
    } else {
      // NODE_OPTIONS=--tls-keylog would write the keys of the connection into a file.
      socket.removeAllListeners('keylog');
      // Behind a tunnel Node hands the socket out when the tunnel stands; until then it is the proxy's affair.
      if (proxy !== undefined && forward === undefined) enter('tls');
      else if (proxy === undefined) socket.once('connect', () => enter('tls'));
      socket.once('secureConnect', () => enter('answer'));
    }
  });

  return { now: () => phase, enter, stop: () => clearTimeout(timer) };
}
