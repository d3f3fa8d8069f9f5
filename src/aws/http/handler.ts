/**
 * The HTTP side of the SDK's clients, in place of its own handler: it knows how far a request came, bounds each
 * step in time, takes the whole answer before it hands it on, and goes through the proxy that applies.
 */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Exchange, Limits, Phase, Route } from './exchange.ts';
import { watchPhases } from './phases.ts';
import { proxyPort } from './proxy.ts';

/** An answer of STS or IAM has a few kilobytes. */
const LARGEST_ANSWER = 1024 * 1024;

/** A request that got no whole answer. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: string | undefined;
  readonly phase: Phase;
  /** The status with which a proxy refused its tunnel. */
  readonly proxyStatus: number | undefined;

  constructor(cause: Error & { code?: unknown }, phase: Phase) {
    super(cause.message, { cause });
    const refused = /^Bad response: (\d{3})$/.exec(cause.message)?.[1];
    this.phase = phase;
    this.proxyStatus = phase === 'proxy' && refused !== undefined ? Number(refused) : undefined;
    const broken =
      cause.message === 'socket hang up' || cause.message === 'aborted' ? 'ECONNRESET' : undefined;
    this.code = typeof cause.code === 'string' ? cause.code : broken;
  }
}

/** The parts of the SDK's request that are used here. */
export interface SignedRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Sends one request; notes in `exchange` what came back. Throws a TransportError. */
export function send(
  request: SignedRequest,
  route: Route,
  limits: Limits,
  exchange: Exchange,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = open(request, route);
    // A request without a socket, as behind a silent proxy, says nothing when it is destroyed: fail here.
    const giveUp = () => {
      const error = Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
      fail(error);
      outgoing.destroy(error);
    };
    const phases = watchPhases(outgoing, route, limits, giveUp);
    const fail = (error: Error) => settle(() => reject(new TransportError(error, phases.now())));
    const settle = (end: () => void) => {
      phases.stop();
      signal?.removeEventListener('abort', giveUp);
      end();
    };
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      phases.enter('body');
      collect(response).then((body) => {
        note(exchange, response, body);
        settle(() =>
          resolve({ statusCode: response.statusCode ?? 0, headers: flat(response.headers), body }),
        );
      }, fail);
    });
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp);
    outgoing.end(typeof request.body === 'string' || request.body instanceof Uint8Array ? request.body : '');
  });
}

function open(request: SignedRequest, { agent, proxy, forward }: Route): ClientRequest {
  const { method, path } = request;
  if (proxy !== undefined && forward !== undefined) {
    const headers = { ...request.headers, ...forward.headers };
    const to = { host: unbracketed(proxy.hostname), port: proxyPort(proxy), path: forward.origin + path };
    return (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({ agent, method, headers, ...to });
  }
  const secure = request.protocol === 'https:';
  const to = { host: unbracketed(request.hostname), port: request.port ?? (secure ? 443 : 80), path };
  return (secure ? httpsRequest : httpRequest)({ agent, method, headers: request.headers, ...to });
}

/** Node wants an IPv6 address without the brackets of a URL. */
function unbracketed(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function collect(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > LARGEST_ANSWER)
      throw Object.assign(new Error('answer too large'), { code: 'HPE_BODY_TOO_LARGE' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function note(exchange: Exchange, { statusCode = 0, headers }: IncomingMessage, body: Uint8Array): void {
  exchange.status = statusCode;
  exchange.dateHeader = headers.date;
  const start = Buffer.from(body.subarray(0, 200)).toString('latin1').trimStart();
  exchange.webPage =
    (statusCode >= 300 && statusCode < 400) ||
    headers['content-type']?.startsWith('text/html') === true ||
    /^<(!doctype )?html/i.test(start);
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
