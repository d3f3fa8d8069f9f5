/**
 * Opens a secret link in the browser. An argument list is visible to every user of the machine, so the opener gets an address of
 * this machine instead, which redirects to the link once and is gone.
 */
import { spawn } from 'node:child_process';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MfaExecError } from '../base/errors.ts';
import type { Env } from '../base/ports.ts';

export interface BrowserDeps {
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  /** Milliseconds until the browser must have come. */
  readonly patienceMs?: number;
}

/** Opens `link`; resolves when the browser has fetched it. Throws OUTPUT when there is no browser, or it does not come. */
export async function openLink(
  link: string,
  { env, platform, patienceMs = 30_000 }: BrowserDeps,
): Promise<void> {
  const path = `/${randomBytes(32).toString('base64url')}`;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(noBrowser('no browser came for the link')), patienceMs);
      server.on('close', () => clearTimeout(timer));
      server.on('request', (request, response) => {
        const isOurs = isFor(request, host, path);
        const headers = {
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
          connection: 'close',
        };
        response.writeHead(isOurs ? 302 : 404, isOurs ? { ...headers, location: link } : headers);
        response.end(() => isOurs && resolve());
      });
      const [program, ...args] = opener(platform, `http://${host}${path}`);
      const child = spawn(program, args, {
        env: { ...env },
        stdio: 'ignore',
        detached: platform !== 'win32',
      });
      child.on('error', () => reject(noBrowser(`${program} cannot be started`)));
      child.on(
        'exit',
        (code) => code !== 0 && code !== null && reject(noBrowser(`${program} found no browser`)),
      );
      child.unref();
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** The program that opens an address with what the user has chosen for it. */
export function opener(platform: NodeJS.Platform, address: string): readonly [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['/usr/bin/open', address];
    case 'win32':
      return ['rundll32.exe', 'url.dll,FileProtocolHandler', address];
    default:
      return ['xdg-open', address];
  }
}

function isFor({ method, url = '', headers }: IncomingMessage, host: string, path: string): boolean {
  const [given, own] = [Buffer.from(url), Buffer.from(path)];
  return (
    method === 'GET' && headers.host === host && given.length === own.length && timingSafeEqual(given, own)
  );
}

function noBrowser(sentence: string): MfaExecError {
  return new MfaExecError('OUTPUT', sentence, { hint: 'print the link instead: mfa-exec console --print' });
}
