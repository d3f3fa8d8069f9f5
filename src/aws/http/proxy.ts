import type { Env } from '../../base/ports.ts';

/**
 * The proxy that the environment names for `url`, as the AWS CLI picks it, or undefined for a direct connection.
 * The CLI asks Python's `urllib` (`getproxies_environment`, `proxy_bypass_environment`): the variable goes by
 * the scheme of the endpoint, lower case wins over upper case, an empty one counts as unset, and a value without
 * a scheme is an `http://` proxy. Throws a TypeError where the value is no URL.
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const value = env[proxyVariable(url, env)]?.trim() || undefined;
  if (value === undefined || isExempt(url, lookUp(env, 'no_proxy') ?? '')) return undefined;
  if (/^https?:/i.test(value)) return decodable(new URL(value));
  return decodable(new URL(value.startsWith('//') ? `http:${value}` : `http://${value}`));
}

/** People write a bare `%` into the password: encode it, so that decoding cannot fail later. */
function decodable(proxy: URL): URL {
  for (const part of ['username', 'password'] as const) {
    proxy[part] = proxy[part].replace(/%(?![0-9a-f]{2})/gi, '%25');
    try {
      decodeURIComponent(proxy[part]);
    } catch {
      proxy[part] = proxy[part].replace(/%/g, '%25');
    }
  }
  return proxy;
}

/** `host:port` of a proxy, for messages: never its user or password. */
export function proxyName(proxy: URL): string {
  return `${proxy.hostname}:${proxyPort(proxy)}`;
}

export function proxyPort(proxy: URL): number {
  if (proxy.port !== '') return Number(proxy.port);
  return proxy.protocol === 'https:' ? 443 : 80;
}

/** The `Proxy-Authorization` value for the user and password in the proxy's URL, if it has any. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '' && proxy.password === '') return undefined;
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** The variable that `proxyFor` takes for `url`: of the two spellings the one in force. */
export function proxyVariable(url: URL, env: Env): string {
  const name = `${url.protocol.slice(0, -1)}_proxy`;
  return env[name]?.trim() ? name : name.toUpperCase();
}

function lookUp(env: Env, name: string): string | undefined {
  return env[name]?.trim() || env[name.toUpperCase()]?.trim() || undefined;
}

/** `no_proxy` lists host names and their subdomains, with or without a port; `*` is every host. */
function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.toLowerCase();
  const hostAndPort = `${host}:${proxyPort(url)}`;
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const name = entry.replace(/^\*?\.+/, '');
      return [host, hostAndPort].some((own) => own === name || own.endsWith(`.${name}`));
    });
}
