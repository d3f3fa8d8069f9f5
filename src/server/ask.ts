import { connect } from 'node:net';
import { isCredentialText } from '../base/aws-text.ts';
import { parseObject } from '../base/json.ts';
import type { IssuedCredentials } from '../base/ports.ts';

/** A renewal may take as long as AWS does. */
const PATIENCE_MS = 10_000;
const MAX_ANSWER = 65_536;

/** The credentials that a server of ours gives at `uri`; `undefined` where it is gone, or gives none. */
export async function askServer(uri: string, token: string): Promise<IssuedCredentials | undefined> {
  const [, port, path] = /^http:\/\/127\.0\.0\.1:(\d{1,5})(\/[\w/-]*)$/.exec(uri) ?? [];
  if (port === undefined || path === undefined || !/^[\w-]+$/.test(token)) return undefined;
  const text = await exchange(
    Number(port),
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${token}\r\nConnection: close\r\n\r\n`,
  );
  const body = /^HTTP\/1\.1 200 .*?\r\n\r\n(.*)$/s.exec(text)?.[1];
  const answer = body === undefined ? undefined : parseObject(body);
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = answer ?? {};
  const expiresAt = typeof Expiration === 'string' ? Date.parse(Expiration) : Number.NaN;
  if (!isCredentialText(AccessKeyId) || !isCredentialText(SecretAccessKey) || !isCredentialText(Token)) {
    return undefined;
  }
  if (Number.isNaN(expiresAt)) return undefined;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token, expiresAt };
}

/** All that comes back; empty where nothing does. */
function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host: '127.0.0.1', port });
    const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MAX_ANSWER) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}
