/** The types that the parts of the HTTP handler share. */
import type { Agent } from 'node:http';

/** How far a request came: `proxy` until the proxy's tunnel stands, `answer` once the request was written. */
export type Phase = 'proxy' | 'lookup' | 'connect' | 'tls' | 'answer' | 'body';

export interface Limits {
  /** Milliseconds to find the address of a name: systems ask a second name server after five seconds. */
  readonly lookupMs: number;
  /** Milliseconds for a connection. */
  readonly connectMs: number;
  /** Milliseconds for a connection through a proxy, which has to connect in its turn. */
  readonly tunnelMs: number;
  /** Milliseconds each for the TLS handshake, for the start of the answer and for the rest of it. */
  readonly answerMs: number;
}

/** How a request gets to its endpoint. */
export interface Route {
  readonly agent: Agent;
  /** The proxy on the way, if any. */
  readonly proxy?: URL | undefined;
  /** Set where the proxy is handed the request itself: the endpoint's origin, and headers for the proxy. */
  readonly forward?: { readonly origin: string; readonly headers: Record<string, string> } | undefined;
}

/** What is left to know of the last request when it failed. */
export interface Exchange {
  /** `host`, or `host:port` where the port is not the scheme's own. */
  readonly host: string;
  readonly proxy?: URL | undefined;
  /** The variable that names a proxy for this host. */
  readonly proxyVariable?: string | undefined;
  status?: number;
  dateHeader?: string | undefined;
  webPage?: boolean;
}
