/** The settings that every SDK client gets. */
import type { Credentials, Endpoint, Env } from '../base/ports.ts';
import { trustedAuthorities } from './http/certificate-authorities.ts';
import type { Exchange, Limits, Route } from './http/exchange.ts';
import type { Answer, SignedRequest } from './http/handler.ts';
import { send } from './http/handler.ts';
import { proxyVariable } from './http/proxy.ts';
import { routeTo } from './http/proxy-route.ts';
import { silenceLibraries } from './quiet.ts';

/** Routes that calls of one process share, by origin and bundle, so that a second call reuses the connection. */
export type Routes = Map<string, Promise<Route>>;

export interface Wire {
  readonly env: Env;
  readonly limits: Limits;
  readonly routes: Routes;
  /** Told of each request as it leaves. */
  readonly onExchange: (exchange: Exchange) => void;
}

/**
 * The settings of an SDK client. All that it would otherwise look up in the environment, the AWS files or the
 * instance metadata service is given, since the identity is settled: nothing is read twice or read differently.
 * The SDK neither retries nor corrects the clock by itself: it would do so with a code that is already spent.
 */
export function clientConfig(base: Credentials, endpoint: Endpoint, url: string | undefined, wire: Wire) {
  silenceLibraries();
  const { accessKeyId, secretAccessKey, sessionToken } = base;
  return {
    region: endpoint.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    ...(url === undefined ? {} : { endpoint: url }),
    ignoreConfiguredEndpointUrls: true,
    // They choose among AWS's own addresses; beside another one the SDKs call them an invalid configuration.
    useFipsEndpoint: url === undefined && endpoint.useFips,
    useDualstackEndpoint: url === undefined && endpoint.useDualstack,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    disableClockSkewCorrection: true,
    authSchemePreference: none,
    sigv4aSigningRegionSet: none,
    userAgentAppId: () => Promise.resolve(wire.env['AWS_SDK_UA_APP_ID'] || undefined),
    customUserAgent: 'mfa-exec',
    logger: silent,
    requestHandler: requestHandler(endpoint, wire),
  };
}

const none: string[] = [];
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Sends the requests of one endpoint's clients, through the proxy that applies and with the authorities that are trusted. */
export function requestHandler({ caBundle }: Endpoint, { env, limits, routes, onExchange }: Wire) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
    async handle(
      request: SignedRequest,
      { abortSignal }: { abortSignal?: AbortSignal } = {},
    ): Promise<{ response: Answer }> {
      const host = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
      const url = new URL(`${request.protocol}//${host}`);
      let route = routes.get(url.origin);
      if (route === undefined) {
        route = trusted(caBundle, env).then((ca) => routeTo(url, env, ca, limits.tunnelMs));
        routes.set(url.origin, route);
      }
      const exchange: Exchange = {
        host: url.host,
        proxy: (await route).proxy,
        proxyVariable: proxyVariable(url, env),
      };
      onExchange(exchange);
      return { response: await send(request, await route, limits, exchange, abortSignal) };
    },
  };
}

async function trusted(caBundle: string | undefined, env: Env): Promise<string[] | undefined> {
  return caBundle === undefined ? undefined : trustedAuthorities(caBundle, env);
}
