import { type AwsFailure, bareHost, type Explanation } from './failure.ts';

/** What the proxy in use did wrong; undefined where there is none or it is not at fault. Never its password. */
export function translateProxy(failure: AwsFailure): Explanation | undefined {
  const { proxy, proxyVariable: variable = 'HTTPS_PROXY', phase, code, status, endpointHost } = failure;
  if (proxy === undefined) return undefined;
  const around = `to go around it: export NO_PROXY=${bareHost(endpointHost)}`;
  if (status === 407) {
    return [
      `the proxy ${proxy} rejected the user name or the password`,
      `export ${variable}=http://USER:PASSWORD@PROXY:PORT, special characters as %XX`,
    ];
  }
  if (phase !== 'proxy') return undefined;
  if (status !== undefined) {
    return [`the proxy ${proxy} would not connect to ${endpointHost} (answer ${status})`, around];
  }
  const check = `check ${variable} and the network`;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`the name of the proxy ${proxy} does not resolve`, check];
    case 'ECONNREFUSED':
      return [`the proxy ${proxy} refused the connection`, check];
    case 'ETIMEDOUT':
      return [`the proxy ${proxy} did not answer in time`, check];
    default:
      return [`the proxy ${proxy} cannot be used${code === undefined ? '' : ` (${code})`}`, check];
  }
}
