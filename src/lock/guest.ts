/** The connection to a lock holder, as a waiting process sees it. */
import { connect, type Socket } from 'node:net';
import { errorCode } from '../base/error-code.ts';
import { isObject, parseObject } from '../base/json.ts';
import type { Outcome } from './channel.ts';
import { isSharedCode } from './shared-failure.ts';

/** A process that listens, as seen by one that waits for it. */
export interface Host {
  /** Resolves as soon as the host says who it is; never where it says nothing. */
  readonly pid: Promise<number>;
  /** Whether the host says that it asks a person now. */
  isAsking(): boolean;
  /** How the wait ended; `left` where the host said nothing: it died, or was not the holder. */
  readonly outcome: Promise<Outcome>;
  /** Waits no longer; the outcome becomes `left`. */
  leave(): void;
}

export type Visit =
  | { readonly kind: 'met'; readonly host: Host }
  /** Nobody listens there. */
  | { readonly kind: 'refused' }
  /** Somebody may listen there, but has no room for a guest now. */
  | { readonly kind: 'busy' };

/** A message is a few hundred bytes: whoever sends more is not one of us. */
const MAX_TALK = 64 * 1024;
const NOBODY = new Set(['ECONNREFUSED', 'ENOENT']);
// EAGAIN is what Linux says of a full backlog; the others are a listener that closes at this moment.
const BUSY = new Set(['EAGAIN', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'EPROTOTYPE', 'ETIMEDOUT', 'EBUSY']);

/** Connects to `path`; rejects with the system's error where the path cannot be a lock's. */
export async function visit(path: string): Promise<Visit> {
  const socket = connect({ path });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
  } catch (error) {
    socket.destroy();
    const code = errorCode(error);
    if (NOBODY.has(code)) return { kind: 'refused' };
    if (BUSY.has(code)) return { kind: 'busy' };
    throw error;
  }
  return { kind: 'met', host: listenTo(socket) };
}

function listenTo(socket: Socket): Host {
  let tellPid: (pid: number) => void = () => {};
  let asks = false;
  const pid = new Promise<number>((resolve) => {
    tellPid = resolve;
  });
  const outcome = new Promise<Outcome>((resolve) => {
    let talk = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      talk += text;
      for (let end = talk.indexOf('\n'); end >= 0; end = talk.indexOf('\n')) {
        const said = parse(talk.slice(0, end));
        talk = talk.slice(end + 1);
        if ('pid' in said) {
          tellPid(said.pid);
          asks = said.asking;
        } else {
          resolve(said);
        }
      }
      if (talk.length > MAX_TALK) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ kind: 'left' }));
  });
  return {
    pid,
    isAsking: () => asks,
    outcome: outcome.finally(() => socket.destroy()),
    leave: () => socket.destroy(),
  };
}

/**
 * Whoever listens there can say anything: only a pid and an outcome from our own lists are taken. A line that makes no
 * sense counts as a farewell without a word: the reader takes its turn.
 */
function parse(text: string): Outcome | { pid: number; asking: boolean } {
  const said = parseObject(text);
  const { pid, asking, done, failed } = said ?? {};
  if (typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0)
    return { pid, asking: asking === true };
  if (done === true) return { kind: 'done' };
  const code = isObject(failed) ? failed['code'] : undefined;
  return isSharedCode(code) ? { kind: 'failed', code } : { kind: 'left' };
}
