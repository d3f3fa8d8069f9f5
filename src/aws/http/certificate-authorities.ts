import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';
import { errorCode } from '../../base/error-code.ts';
import { MfaExecError } from '../../base/errors.ts';
import type { Env } from '../../base/ports.ts';
import { expandHome, homeDir } from '../../platform/home-path.ts';

/**
 * The authorities to trust: those of the PEM file at `path` and Node's own. (The AWS CLI trusts the file alone;
 * adding to it lets one bundle serve behind a proxy that inspects only some hosts.) Naming any list makes Node
 * forget NODE_EXTRA_CA_CERTS, so that file is read again where Node cannot be asked for it (before 22.15).
 * Throws CONFIG where the file cannot be read or holds no certificate.
 */
export async function trustedAuthorities(path: string, env: Env): Promise<string[]> {
  const own = await readBundle(path);
  if ('getCACertificates' in tls && typeof tls.getCACertificates === 'function') {
    return [...tls.getCACertificates('default'), ...own];
  }
  const extra = env['NODE_EXTRA_CA_CERTS'];
  // Node itself only warns about an extra file that cannot be read.
  const extraPem = extra ? await readFile(extra, 'utf8').catch(() => '') : '';
  return [...tls.rootCertificates, ...own, ...(extraPem === '' ? [] : [extraPem])];
}

/** Its certificates one by one: of a single text OpenSSL reads up to the first that it cannot read, without a word. */
async function readBundle(path: string): Promise<string[]> {
  const hint = 'correct AWS_CA_BUNDLE, or ca_bundle in the profile: a PEM file';
  let pem: string;
  try {
    pem = await readFile(expandHome(path, homeDir), 'utf8');
  } catch (cause) {
    const code = errorCode(cause);
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new MfaExecError('CONFIG', `the certificate authorities of ${path}: ${reason}`, { hint, cause });
  }
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  // One that can be read is enough: to read all of a system's bundle takes 30 ms.
  if (blocks.some(isCertificate)) return blocks;
  throw new MfaExecError('CONFIG', `the file of certificate authorities ${path} holds no certificate`, {
    hint,
  });
}

function isCertificate(block: string): boolean {
  try {
    new X509Certificate(block);
    return true;
  } catch {
    return false;
  }
}
