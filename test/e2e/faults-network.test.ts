/** A way to AWS that is blocked, diverted or not to be trusted: one line, a hint, 125, the command not started. */
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAuthority } from '../../fixtures/certificates.ts';
import { type ConnectProxyOptions, startConnectProxy } from '../../fixtures/connect-proxy.ts';
import { expectFailure, type Failure } from './harness/failure.ts';
import { newestNode } from './harness/nodes.ts';
import { createWorld, type World, type WorldOptions } from './harness/world.ts';

const COMMAND = ['--', 'echo', 'ran'];
const authority = createAuthority();
const tls = authority.issue(['127.0.0.1']);

interface Case extends Failure {
  readonly what: string;
  readonly options?: WorldOptions;
  /** The environment that makes the trouble, and how to end what it needs. */
  readonly arrange?: (world: World) => Promise<Trouble> | Trouble;
}

interface Trouble {
  readonly env: Readonly<Record<string, string>>;
  close?(): Promise<void> | void;
}

const CASES: readonly Case[] = [
  {
    what: 'a port where nobody listens',
    arrange: () => ({ env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } }),
    says: /127\.0\.0\.1:1 refused the connection/,
    hints: /AWS_ENDPOINT_URL/,
  },
  {
    what: 'a name that there is not',
    arrange: () => ({ env: { AWS_ENDPOINT_URL: 'https://sts.nowhere.invalid' } }),
    says: /sts\.nowhere\.invalid does not resolve|no name server answers for sts\.nowhere\.invalid/,
    hints: /nslookup sts\.nowhere\.invalid/,
  },
  {
    what: 'a server that takes connections and says nothing',
    arrange: () => silentServer('https'),
    says: /127\.0\.0\.1:\d+ did not accept a connection in time/,
    hints: /HTTPS_PROXY=/,
  },
  {
    what: 'a proxy that is not there',
    arrange: () => ({ env: { HTTP_PROXY: 'http://127.0.0.1:1' } }),
    says: /proxy 127\.0\.0\.1:1/,
    hints: /HTTP_PROXY|NO_PROXY/,
  },
  {
    what: 'a proxy that says nothing',
    arrange: () => proxied({ silent: true }),
    says: /took the request and did not answer in time/,
    hints: /try again/,
  },
  {
    what: 'a proxy that wants a password',
    arrange: () => proxied({ credentials: 'user:throw-away' }),
    says: /proxy 127\.0\.0\.1:\d+/,
    hints: /HTTP_PROXY=http:\/\/USER:PASSWORD@/,
  },
  {
    what: 'a proxy that forbids',
    arrange: () => proxied({ refuseWith: 403 }),
    says: /a web page answered in place of AWS[^\n]*, through the proxy 127\.0\.0\.1:\d+/,
    hints: /NO_PROXY=/,
  },
  {
    what: 'an authority that nobody knows',
    options: { sandbox: { tls } },
    says: /certificate/,
    hints: /AWS_CA_BUNDLE/,
  },
  {
    what: 'a certificate that is over',
    options: { sandbox: { tls: authority.issue(['127.0.0.1'], { from: -30, to: -1 }) } },
    arrange: trusted,
    says: /the certificate of 127\.0\.0\.1:\d+ has expired by this machine's clock/,
    hints: /check the clock: /,
  },
  {
    what: 'a certificate of another host',
    options: { sandbox: { tls: authority.issue(['sts.example.com']) } },
    arrange: trusted,
    says: /the certificate that was shown for 127\.0\.0\.1:\d+ is another host's/,
    hints: /check the proxy, the name server/,
  },
  {
    what: 'a file of authorities that is not there',
    options: { sandbox: { tls } },
    arrange: () => ({ env: { AWS_CA_BUNDLE: '/nonexistent/ca.pem' } }),
    says: /\/nonexistent\/ca\.pem: there is no such file/,
    hints: /AWS_CA_BUNDLE/,
  },
  {
    what: 'http where https is spoken',
    options: { sandbox: { tls } },
    arrange: ({ sandbox }) => ({ env: { AWS_ENDPOINT_URL: sandbox.url.replace('https', 'http') } }),
    says: /closed the connection without an answer/,
    hints: /check the network/,
  },
  {
    what: 'https where http is spoken',
    arrange: ({ sandbox }) => ({ env: { AWS_ENDPOINT_URL: sandbox.url.replace('http', 'https') } }),
    says: /does not speak TLS as AWS does/,
    hints: /http:\/\/ address/,
  },
];

const node = newestNode();

describe.concurrent('a bad way to AWS', () => {
  test.each(CASES)('$what', async ({ options = {}, arrange, ...failure }) => {
    const world = await createWorld(options);
    const trouble = await arrange?.(world);
    try {
      const code = world.freshCode();
      const result = await world.run(['--token-code', code, ...COMMAND], { node, env: trouble?.env ?? {} });
      expectFailure(result, failure);
      expect(result.stderr).not.toMatch(/throw-away/);
    } finally {
      await trouble?.close?.();
      await world.dispose();
    }
  });

  test('a private authority that is named, and a proxy that works: nothing is said', async () => {
    const world = await createWorld({ sandbox: { tls } });
    const proxy = await startConnectProxy();
    try {
      const env = { ...trusted(world).env, HTTPS_PROXY: `http://${proxy.address}` };
      const result = await world.run(['--token-code', world.freshCode(), ...COMMAND], { node, env });
      expect(result).toMatchObject({ status: 0, stdout: 'ran\n', stderr: '' });
      expect(proxy.requests).toEqual([`CONNECT ${new URL(world.sandbox.url).host}`]);
    } finally {
      await proxy.close();
      await world.dispose();
    }
  });
});

function trusted({ home }: World): Trouble {
  const file = join(home, 'ca.pem');
  writeFileSync(file, authority.cert);
  return { env: { AWS_CA_BUNDLE: file } };
}

async function proxied(options: ConnectProxyOptions): Promise<Trouble> {
  const proxy = await startConnectProxy(options);
  return { env: { HTTP_PROXY: `http://${proxy.address}` }, close: () => proxy.close() };
}

async function silentServer(scheme: 'http' | 'https'): Promise<Trouble> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.on('connection', (socket) => socket.on('error', () => {}).unref());
  const { port } = server.address() as AddressInfo;
  return { env: { AWS_ENDPOINT_URL: `${scheme}://127.0.0.1:${port}` }, close: () => void server.close() };
}
