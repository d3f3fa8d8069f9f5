import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { MfaExecError } from '../../base/errors.ts';
import type { Env } from '../../base/ports.ts';
import type { Route } from './exchange.ts';
import { proxyAuthorization, proxyFor, proxyVariable } from './proxy.ts';

/**
 * How to reach `url`: directly, through a proxy's tunnel (`https:`), or by handing the request to the proxy
 * (`http:`), as the AWS CLI does. The agents keep a connection for the next call and never hold the process up.
 * Throws CONFIG for a proxy that is no URL.
 */
export async function routeTo(
  url: URL,
  env: Env,
  ca: string[] | undefined,
  tunnelMs: number,
): Promise<Route> {
  const proxy = namedProxy(url, env);
  // Whatever NODE_OPTIONS allows (--tls-min-v1.0): AWS has spoken nothing older since 2023.
  const trust = { minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) };
  if (url.protocol !== 'https:') return proxy === undefined ? direct() : forwarding(url, proxy, trust);
  if (proxy === undefined) return { agent: new HttpsAgent({ keepAlive: true, ...trust }) };
  // The agent's own request to the proxy cannot be cut short: it ends by this time limit.
  const { HttpsProxyAgent } = await import('hpagent');
  const options = { keepAlive: true, proxy, timeout: tunnelMs, proxyRequestOptions: trust, ...trust };
  return { agent: new HttpsProxyAgent(options), proxy };
}

function namedProxy(url: URL, env: Env): URL | undefined {
  try {
    return proxyFor(url, env);
  } catch {
    // The cause would quote the address, password included.
    throw new MfaExecError('CONFIG', `the proxy for ${url.protocol}// addresses is not an address`, {
      hint: `export ${proxyVariable(url, env)}=http://USER:PASSWORD@PROXY:PORT, special characters as %XX`,
    });
  }
}

function direct(): Route {
  return { agent: new HttpAgent({ keepAlive: true }) };
}

/** A plain request goes to the proxy with the whole address in its first line: RFC 9112, section 3.2.2. */
function forwarding(url: URL, proxy: URL, trust: { ca?: string[] }): Route {
  const authorization = proxyAuthorization(proxy);
  return {
    agent: proxy.protocol === 'https:' ? new HttpsAgent(trust) : new HttpAgent(),
    proxy,
    forward: {
      origin: url.origin,
      headers: authorization === undefined ? {} : { 'proxy-authorization': authorization },
    },
  };
}
