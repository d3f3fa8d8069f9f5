/** Explains failures of certificates and TLS. */
import { clockFix } from '../clock-skew.ts';
import type { AwsFailure, Explanation } from './failure.ts';

/** Node's names for a chain that leads to no known authority: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNKNOWN_AUTHORITY = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

/** What is wrong with the certificate or the TLS of the other side; undefined where that is not the trouble. */
export function translateTls({
  code,
  endpointHost: host,
  caBundle,
  platform,
}: AwsFailure): Explanation | undefined {
  if (code === undefined) return undefined;
  if (UNKNOWN_AUTHORITY.has(code)) {
    return [
      `the certificate of ${host} is signed by an authority that this machine does not know (${code})`,
      caBundle === undefined
        ? 'where the network inspects TLS: export AWS_CA_BUNDLE=/path/to/its/ca.pem'
        : `add that authority to ${caBundle}, which AWS_CA_BUNDLE or ca_bundle names`,
    ];
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const when = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet';
    return [
      `the certificate of ${host} ${when} by this machine's clock`,
      `check the clock: ${clockFix(platform)}`,
    ];
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return [
      `the certificate that was shown for ${host} is another host's`,
      'something in the network answers in place of AWS: check the proxy, the name server and the endpoint',
    ];
  }
  if (code === 'EPROTO' || /^ERR_(SSL|TLS)_/.test(code)) {
    return [
      `what answers at ${host} does not speak TLS as AWS does (${code})`,
      'check the endpoint and the proxy: an http:// address may be written as https://',
    ];
  }
  return /CERT|CRL|CA_/.test(code)
    ? [`the certificate of ${host} does not hold (${code})`, 'export AWS_CA_BUNDLE=/path/to/ca.pem']
    : undefined;
}
