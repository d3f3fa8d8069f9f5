/**
 * Answers on a port of the loopback interface that the kernel chooses. Anybody on this machine can connect, so a caller
 * has a few seconds, a few kilobytes and one request; of too many at once, those that have said nothing yet give way.
 * It stands on sockets rather than on node:http, whose limits Bun does not keep.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Head, parseHead } from './head.ts';

export interface Answer {
  readonly status: number;
  /** As JSON. */
  readonly body: unknown;
}

export interface Limits {
  readonly connections: number;
  /** For the head of a request, in milliseconds. */
  readonly headMs: number;
}

const LIMITS: Limits = { connections: 256, headMs: 5000 };
/** For the caller to take the answer, in milliseconds. */
const FAREWELL_MS = 1000;

export interface Listening {
  readonly port: number;
  close(): void;
}

/** `answer` must not throw. Rejects with the system's error where there is no port to be had. */
export function listen(
  answer: (head: Head | undefined, port: number) => Promise<Answer>,
  limits: Limits = LIMITS,
): Promise<Listening> {
  /** The connections whose request has not come yet, oldest first. */
  const silent = new Set<Socket>();
  const open = new Set<Socket>();

  function admit(socket: Socket): void {
    // It may go away at any time.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      open.delete(socket);
      silent.delete(socket);
    });
    open.add(socket);
    silent.add(socket);
    if (open.size > limits.connections) silent.values().next().value?.destroy();
    hear(socket);
  }

  function hear(socket: Socket): void {
    let text = '';
    const timer = setTimeout(() => socket.destroy(), limits.headMs);
    socket.on('close', () => clearTimeout(timer));
    socket.on('data', (bytes) => {
      if (!silent.has(socket)) return;
      text += bytes.toString('latin1');
      const head = parseHead(text);
      if (head === 'partial') return;
      text = '';
      silent.delete(socket);
      clearTimeout(timer);
      // What else it sends stays where it is.
      socket.pause();
      void answer(head, port()).then((it) => reply(socket, it));
    });
  }

  const server = createServer(admit);
  const port = () => (server.address() as AddressInfo).port;
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: 511 }, () => {
      // Without a free descriptor a connection is refused; the next one may be lucky.
      server.off('error', reject);
      server.on('error', () => {});
      resolve({
        port: port(),
        close() {
          server.close();
          for (const socket of open) socket.destroy();
        },
      });
    });
  });
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 400: 'Bad Request', 401: 'Unauthorized' };

function reply(socket: Socket, { status, body }: Answer): void {
  if (socket.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  const lines = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Refused'}`,
    'Content-Type: application/json',
    `Content-Length: ${bytes.length}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]));
  setTimeout(() => socket.destroy(), FAREWELL_MS);
}
