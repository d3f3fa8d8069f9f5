/** AWS's own addresses behind a company's proxy and a private authority, with mfa-exec and the real aws set up alike. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from '../../fixtures/certificates.ts';
import {
  type ConnectProxy,
  type ConnectProxyOptions,
  startConnectProxy,
} from '../../fixtures/connect-proxy.ts';
import { section } from './harness/aws-home.ts';
import { need, needPosix } from './harness/has.ts';
import { runCommand } from './harness/program.ts';
import { createWorld, type World } from './harness/world.ts';

const STS = 'sts.eu-central-1.amazonaws.com';
const EKS = 'eks.eu-central-1.amazonaws.com';
const AUTH = 'me:p%40ss%2Fw';
const LIST = ['aws', 'eks', 'list-clusters', '--output', 'json'] as const;

let authority: Authority;
let world: World;
let proxy: ConnectProxy;
let ca: string;
beforeEach(async (context) => {
  needPosix(context);
  authority = createAuthority();
  const tls = authority.issue([STS, EKS, '127.0.0.1']);
  world = await createWorld({ sandbox: { tls }, env: { AWS_ENDPOINT_URL: undefined } });
  ca = join(world.home, 'ca.pem');
  writeFileSync(ca, authority.cert);
  proxy = await proxyOf({ credentials: 'me:p@ss/w' });
});
afterEach(async () => {
  await proxy?.close();
  await world?.dispose();
});

function proxyOf(options: ConnectProxyOptions): Promise<ConnectProxy> {
  return startConnectProxy({ tunnelTo: world.sandbox.url.slice('https://'.length), ...options });
}

type Settings = Readonly<Record<string, string>>;
const through = (address = proxy.address, auth = AUTH) => `http://${auth}@${address}`;
const serial = () => world.sandbox.user.devices[0]?.serial;
const viaMfaExec = (command: readonly string[], env: Settings) =>
  world.run(['--token-code', world.freshCode(), '--', ...command], { env });
const directly = (env: Settings) => {
  const [file, ...args] = LIST;
  return runCommand(file, args, { env: { ...world.env, AWS_MAX_ATTEMPTS: '1', ...env } });
};

describe('the real aws, alone and through mfa-exec,', () => {
  beforeEach((context) => need(context, 'aws'));

  test('HTTPS_PROXY and AWS_CA_BUNDLE', async () => {
    const settings = { HTTPS_PROXY: through(), AWS_CA_BUNDLE: ca };
    expect((await directly(settings)).stderr).toContain('AccessDeniedException');
    expect(proxy.requests.splice(0)).toEqual([`CONNECT ${EKS}:443`]);

    const wrapped = await viaMfaExec(LIST, settings);
    expect(wrapped.stderr).toBe('');
    expect(JSON.parse(wrapped.stdout)).toEqual({ clusters: ['my-cluster-name-here'] });
    expect(proxy.requests).toEqual([`CONNECT ${STS}:443`, `CONNECT ${EKS}:443`]);
  });

  test.each<[title: string, settings: () => Settings]>([
    ['REQUESTS_CA_BUNDLE alone', () => ({ HTTPS_PROXY: through(), REQUESTS_CA_BUNDLE: ca })],
    [
      'REQUESTS_CA_BUNDLE from the home folder',
      () => ({ HTTPS_PROXY: through(), REQUESTS_CA_BUNDLE: '~/ca.pem' }),
    ],
    [
      'AWS_CA_BUNDLE before REQUESTS_CA_BUNDLE',
      () => ({ HTTPS_PROXY: through(), AWS_CA_BUNDLE: ca, REQUESTS_CA_BUNDLE: '/nowhere' }),
    ],
    ['https_proxy', () => ({ https_proxy: through(), HTTPS_PROXY: 'http://127.0.0.1:9', AWS_CA_BUNDLE: ca })],
    [
      'a proxy without a scheme',
      () => ({ HTTPS_PROXY: through().slice('http://'.length), AWS_CA_BUNDLE: ca }),
    ],
    [
      'NO_PROXY for others',
      () => ({ HTTPS_PROXY: through(), NO_PROXY: 'localhost,.example', AWS_CA_BUNDLE: ca }),
    ],
    ['~ in AWS_CA_BUNDLE', () => ({ HTTPS_PROXY: through(), AWS_CA_BUNDLE: '~/ca.pem' })],
  ])('%s', async (_title, settings) => {
    const alone = await directly(settings());
    expect(alone.stderr).toContain('AccessDeniedException');
    expect(await viaMfaExec(['true'], settings())).toMatchObject({ status: 0, stderr: '' });
    expect(proxy.requests).toEqual([`CONNECT ${EKS}:443`, `CONNECT ${STS}:443`]);
  });

  test('ca_bundle of a profile, which the command no longer sees', async () => {
    const keys = { region: 'eu-central-1', mfa_serial: serial(), ca_bundle: ca };
    const config = section('profile corp', keys);
    writeFileSync(join(world.home, '.aws', 'config'), config);
    const { key } = world.sandbox.user;
    const both = { aws_access_key_id: key.accessKeyId, aws_secret_access_key: key.secretAccessKey };
    writeFileSync(join(world.home, '.aws', 'credentials'), section('corp', both));
    const settings = { HTTPS_PROXY: through(), AWS_PROFILE: 'corp' };
    expect((await directly(settings)).stderr).toContain('AccessDeniedException');
    expect((await viaMfaExec(LIST, settings)).stderr).toBe('');
  });
});

test('NO_PROXY goes around the proxy', async () => {
  const env = {
    HTTPS_PROXY: through(),
    NO_PROXY: '127.0.0.1',
    AWS_CA_BUNDLE: ca,
    AWS_ENDPOINT_URL: world.sandbox.url,
  };
  expect((await viaMfaExec(['true'], env)).status).toBe(0);
  expect(proxy.requests).toEqual([]);
});

test('NODE_EXTRA_CA_CERTS serves as well', async () => {
  expect((await viaMfaExec(['true'], { HTTPS_PROXY: through(), NODE_EXTRA_CA_CERTS: ca })).status).toBe(0);
});

describe('what is wrong is named, and no password:', () => {
  const failing = async (settings: Settings) => {
    const { status, stderr } = await viaMfaExec(['true'], settings);
    expect(status).toBe(125);
    expect(stderr).not.toMatch(/p%40ss|p@ss|hunter2/);
    return stderr;
  };

  test('the password', async () => {
    const stderr = await failing({ HTTPS_PROXY: through(proxy.address, 'me:hunter2'), AWS_CA_BUNDLE: ca });
    expect(stderr).toContain(`the proxy ${proxy.address} rejected the user name or the password`);
    expect(stderr).toContain('hint: export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT');
  });

  test('a proxy that is gone, by the variable that names it', async () => {
    const { address } = proxy;
    await proxy.close();
    const stderr = await failing({ https_proxy: through(address), AWS_CA_BUNDLE: ca });
    expect(stderr).toContain(`the proxy ${address} refused the connection`);
    expect(stderr).toContain('check https_proxy');
  });

  test('a proxy that forbids', async () => {
    await proxy.close();
    proxy = await proxyOf({ refuseWith: 403 });
    const stderr = await failing({ HTTPS_PROXY: through(), AWS_CA_BUNDLE: ca });
    expect(stderr).toContain(`the proxy ${proxy.address} would not connect to ${STS} (answer 403)`);
    expect(stderr).toContain(`NO_PROXY=${STS}`);
  });

  test('an authority that nobody named', async () => {
    const stderr = await failing({ HTTPS_PROXY: through() });
    expect(stderr).toContain(
      `the certificate of ${STS} is signed by an authority that this machine does not know`,
    );
    expect(stderr).toContain('AWS_CA_BUNDLE=');
  });

  test('a bundle without the authority', async () => {
    const other = join(world.home, 'other.pem');
    writeFileSync(other, createAuthority('Somebody Else').cert);
    const stderr = await failing({ HTTPS_PROXY: through(), AWS_CA_BUNDLE: other });
    expect(stderr).toContain(`add that authority to ${other}`);
  });

  test('a certificate of another host', async () => {
    const env = { HTTPS_PROXY: through(), AWS_CA_BUNDLE: ca, AWS_REGION: 'eu-west-1' };
    expect(await failing(env)).toContain("that was shown for sts.eu-west-1.amazonaws.com is another host's");
  });
});
