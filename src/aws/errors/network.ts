import { MfaExecError } from '../../base/errors.ts';
import { type AwsFailure, bareHost, type Explanation } from './failure.ts';
import { translateProxy } from './proxy.ts';
import { translateTls } from './tls.ts';

/** What went wrong between here and AWS; undefined where AWS itself refused. */
export function translateNetwork(failure: AwsFailure): MfaExecError | undefined {
  const { status = 0, webPage, phase } = failure;
  if (status === 511 || (webPage && status < 500 && status !== 407)) return signIn(failure);
  if (status >= 500 && phase !== 'proxy') return outOfOrder(failure);
  const found = translateProxy(failure) ?? translateTls(failure) ?? translateConnection(failure);
  return found && unreachable(...found);
}

function unreachable(sentence: string, hint: string): MfaExecError {
  return new MfaExecError('AWS_UNREACHABLE', sentence, { hint });
}

function signIn({ endpointHost, proxy }: AwsFailure): MfaExecError {
  return proxy === undefined
    ? unreachable(
        `a web page answered in place of AWS at ${endpointHost}: the network wants a sign-in, or filters`,
        'open any http:// page in a browser, sign in to the network, and run it again',
      )
    : unreachable(
        `a web page answered in place of AWS at ${endpointHost}, through the proxy ${proxy}`,
        `to go around the proxy: export NO_PROXY=${bareHost(endpointHost)}`,
      );
}

function outOfOrder({ endpointHost, proxy, status, tries = 1 }: AwsFailure): MfaExecError {
  const times = tries > 1 ? ` ${tries} times` : '';
  return unreachable(
    `${endpointHost}${proxy === undefined ? '' : `, through the proxy ${proxy},`} is failing: it answered ${status}${times}`,
    'try again in a minute; https://health.aws.amazon.com/health/status shows the state of AWS',
  );
}

function translateConnection({ endpointHost: host, code, phase, name }: AwsFailure): Explanation | undefined {
  const addressHint = 'check the network, and AWS_ENDPOINT_URL or endpoint_url if one is set';
  const proxyHint = 'check the network; where a proxy is needed: export HTTPS_PROXY=http://PROXY:PORT';
  switch (code) {
    case 'ENOTFOUND':
      return [
        `the name ${bareHost(host)} does not resolve`,
        `check the network and the region: nslookup ${bareHost(host)}`,
      ];
    case 'EAI_AGAIN':
      return unresolved(host);
    case 'ECONNREFUSED':
      return [`${host} refused the connection`, addressHint];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return [`there is no route to ${host}`, proxyHint];
    case 'ETIMEDOUT':
      if (phase === 'lookup') return unresolved(host);
      return phase === 'answer' || phase === 'body'
        ? [`${host} took the request and did not answer in time`, 'try again in a minute']
        : [`${host} did not accept a connection in time`, proxyHint];
    case 'EACCES':
    case 'EPERM':
      return [`this machine does not allow a connection to ${host}`, 'check the local firewall'];
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return phase === 'body'
        ? [`${host} broke off in the middle of its answer`, 'run it again, with the next code of the device']
        : [`${host} closed the connection without an answer`, proxyHint];
  }
  if (code?.startsWith('HPE_') || name === 'NotAnAnswer') {
    return [`what answered at ${host} did not answer as AWS does`, addressHint];
  }
  return code === undefined ? undefined : [`cannot reach ${host} (${code})`, proxyHint];
}

function unresolved(host: string): Explanation {
  return [`no name server answers for ${bareHost(host)}`, `check the network: nslookup ${bareHost(host)}`];
}
