import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority } from '../../../fixtures/certificates.ts';
import {
  type ConnectProxy,
  type ConnectProxyOptions,
  startConnectProxy,
} from '../../../fixtures/connect-proxy.ts';
import { type Sandbox, startSandbox } from '../../../fixtures/sandbox/server.ts';
import { at, bench, failureOf, keys, session } from '../stage.ts';

const STS = 'sts.eu-central-1.amazonaws.com';
const authority = createAuthority();
let secure: Sandbox;
let plain: Sandbox;
let proxy: ConnectProxy | undefined;
let folder: string;
let caBundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfa-exec-proxy-'));
  caBundle = join(folder, 'ca.pem');
  await writeFile(caBundle, authority.cert);
  secure = await startSandbox({ tls: authority.issue(['127.0.0.1', STS]) });
  plain = await startSandbox();
});
afterEach(async () => {
  delete process.env['AWS_ENDPOINT_URL'];
  delete process.env['AWS_PROFILE'];
  await proxy?.close();
  proxy = undefined;
});
afterAll(async () => {
  await Promise.all([secure.close(), plain.close()]);
  await rm(folder, { recursive: true });
});

async function start(options: ConnectProxyOptions = {}): Promise<string> {
  proxy = await startConnectProxy(options);
  return proxy.address;
}

describe('through a proxy', () => {
  it("to AWS's own address, with basic auth and a private authority: one tunnel, two calls", async () => {
    const address = await start({ credentials: 'me:p@ss', tunnelTo: secure.url.slice('https://'.length) });
    const { aws } = bench({ env: { HTTPS_PROXY: `http://me:p%40ss@${address}` } });
    const user = await session(aws, secure, at(undefined, { caBundle }));
    const role = await aws.assumeRole(user, at(undefined, { caBundle }), {
      arn: 'arn:aws:iam::000000000012:role/deployer',
      sessionName: 'me',
    });
    expect(role.accessKeyId).toMatch(/^ASIA/);
    expect(proxy?.requests).toEqual([`CONNECT ${STS}:443`]);
  });

  it('to a plain address, with the whole address in the first line', async () => {
    const address = await start({ credentials: 'me:pw' });
    const { aws } = bench({ env: { http_proxy: `me:pw@${address}` } });
    expect((await session(aws, plain, at(plain.url))).accessKeyId).toMatch(/^ASIA/);
    expect(proxy?.requests).toEqual([`POST ${plain.url}/`]);
  });

  it('not to a host that NO_PROXY exempts', async () => {
    const address = await start({ refuseWith: 500 });
    const { aws } = bench({ env: { HTTPS_PROXY: `http://${address}`, NO_PROXY: '127.0.0.1' } });
    expect((await session(aws, secure, at(secure.url, { caBundle }))).accessKeyId).toMatch(/^ASIA/);
    expect(proxy?.requests).toEqual([]);
  });
});

describe('where AWS is', () => {
  it.each([
    ['eu-central-1', {}, 'sts.eu-central-1.amazonaws.com', 'iam.amazonaws.com'],
    ['us-gov-west-1', {}, 'sts.us-gov-west-1.amazonaws.com', 'iam.us-gov.amazonaws.com'],
    ['cn-north-1', {}, 'sts.cn-north-1.amazonaws.com.cn', 'iam.cn-north-1.amazonaws.com.cn'],
    ['us-east-1', { useFips: true }, 'sts-fips.us-east-1.amazonaws.com', 'iam-fips.amazonaws.com'],
    ['eu-west-1', { useDualstack: true }, 'sts.eu-west-1.api.aws', 'iam.global.api.aws'],
  ])('%s %o', async (region, how, sts, iam) => {
    const address = await start({ refuseWith: 403 });
    // The machine's own variables are for the code that made the endpoint, not for the SDK.
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9';
    process.env['AWS_PROFILE'] = 'nobody';
    const { aws } = bench({ env: { HTTPS_PROXY: address } });
    await failureOf(session(aws, secure, at(undefined, { region, ...how })));
    const error = await failureOf(aws.listMfaDevices(keys(secure), at(undefined, { region, ...how })));
    expect(proxy?.requests).toEqual([`CONNECT ${sts}:443`, `CONNECT ${iam}:443`]);
    expect(error.message).toBe(`the proxy ${address} would not connect to ${iam} (answer 403)`);
  });
});

describe('a proxy that does not serve is named, its password is not', () => {
  const wrong: [string, ConnectProxyOptions, RegExp][] = [
    [
      'wrong password',
      { credentials: 'me:other' },
      /^the proxy HOST rejected the user name or the password$/,
    ],
    ['forbidden', { refuseWith: 403 }, /^the proxy HOST would not connect to .* \(answer 403\)$/],
    ['silent', { silent: true }, /^the proxy HOST did not answer in time$/],
  ];
  it.each(wrong)('%s, under TLS', async (_title, options, sentence) => {
    const address = await start(options);
    const limits = options.silent ? { tunnelMs: 150 } : {};
    const { aws, abandoned } = bench({ env: { HTTPS_PROXY: `http://me:hunter2@${address}` }, limits });
    const error = await failureOf(session(aws, secure, at(secure.url, { caBundle })));
    expect(error.code).toBe('AWS_UNREACHABLE');
    expect(error.message.replace(address, 'HOST')).toMatch(sentence);
    expect(`${error.message}${error.hint}`).not.toContain('hunter2');
    expect(abandoned).toHaveLength(options.silent ? 1 : 0);
  });

  it('wrong password, without TLS', async () => {
    const address = await start({ credentials: 'me:other' });
    const { aws } = bench({ env: { HTTP_PROXY: `http://me:hunter2@${address}` } });
    const error = await failureOf(session(aws, plain, at(plain.url)));
    expect(error.message).toBe(`the proxy ${address} rejected the user name or the password`);
  });

  it.each(['https', 'http'] as const)('gone, for %s', async (scheme) => {
    const address = await start();
    await proxy?.close();
    proxy = undefined;
    const { aws } = bench({ env: { [`${scheme}_proxy`]: `http://me:hunter2@${address}` } });
    const sandbox = scheme === 'https' ? secure : plain;
    const error = await failureOf(session(aws, sandbox, at(sandbox.url, { caBundle })));
    expect(error.message).toBe(`the proxy ${address} refused the connection`);
    expect(error.hint).toBe(`check ${scheme}_proxy and the network`);
  });

  it('no address', async () => {
    const { aws } = bench({ env: { HTTPS_PROXY: 'http://me:hunter2@:x' } });
    const error = await failureOf(session(aws, secure, at(secure.url)));
    expect(error.code).toBe('CONFIG');
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain('hunter2');
  });
});
