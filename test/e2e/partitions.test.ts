/** AWS's separate clouds, each at its own address: a session of one is never taken for another's. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuthority } from '../../fixtures/certificates.ts';
import { type ConnectProxy, startConnectProxy } from '../../fixtures/connect-proxy.ts';
import { type Sandbox, startSandbox } from '../../fixtures/sandbox/server.ts';
import { section } from './harness/aws-home.ts';
import { needPosix } from './harness/has.ts';
import { createWorld, type World } from './harness/world.ts';

const HOSTS = {
  default: 'sts.eu-central-1.amazonaws.com',
  gov: 'sts.us-gov-west-1.amazonaws.com',
  china: 'sts.cn-north-1.amazonaws.com.cn',
};
type Profile = keyof typeof HOSTS;
const PROFILES = Object.keys(HOSTS) as Profile[];

let world: World;
let proxy: ConnectProxy;
let clouds: Record<Profile, Sandbox>;
beforeAll(async () => {
  const authority = createAuthority();
  const tls = authority.issue(Object.values(HOSTS));
  const gov = await startSandbox({ tls, partition: 'aws-us-gov', account: '000000000034' });
  const china = await startSandbox({ tls, partition: 'aws-cn', account: '000000000056' });
  const serial = ({ user }: Sandbox) => user.devices[0]?.serial;
  world = await createWorld({
    sandbox: { tls },
    env: { AWS_ENDPOINT_URL: undefined },
    // The one in China has no region: its device tells the partition.
    config: () =>
      section('profile gov', { region: 'us-gov-west-1', mfa_serial: serial(gov) }) +
      section('profile china', { mfa_serial: serial(china) }),
    // The worst case for a cache: one key, as far as its id tells, in all three.
    credentials: ({ user: { key } }) =>
      PROFILES.map((name) =>
        section(name, { aws_access_key_id: key.accessKeyId, aws_secret_access_key: key.secretAccessKey }),
      ).join(''),
  });
  for (const { user } of [gov, china]) user.keys.push(world.sandbox.user.key);
  clouds = { default: world.sandbox, gov, china };
  writeFileSync(join(world.home, 'ca.pem'), authority.cert);
  proxy = await startConnectProxy({
    tunnelTo: (asked) => {
      const name = PROFILES.find((profile) => asked === `${HOSTS[profile]}:443`);
      return new URL(name === undefined ? 'https://127.0.0.1:9' : clouds[name].url).host;
    },
  });
});
beforeEach((context) => needPosix(context));
afterAll(async () => {
  await proxy?.close();
  await Promise.all([clouds?.gov.close(), clouds?.china.close()]);
  await world?.dispose();
});

const run = (...args: string[]) =>
  world.run(args, {
    env: { HTTPS_PROXY: `http://${proxy.address}`, AWS_CA_BUNDLE: join(world.home, 'ca.pem') },
  });

test.each(PROFILES)('%s has a session of its own, from its own STS', async (profile) => {
  const options = ['--profile', profile, '--token-code', clouds[profile].freshCode()];
  const { stdout, stderr } = await run(...options, '--', 'printenv', 'AWS_ACCESS_KEY_ID');
  expect(stderr).toBe('');
  const holders = PROFILES.filter((name) => clouds[name].sessions.find(stdout.trim()));
  expect(holders).toEqual([profile]);
  expect(proxy.requests.splice(0)).toEqual([`CONNECT ${HOSTS[profile]}:443`]);
});

test('each finds its own again', async () => {
  for (const profile of PROFILES) {
    const { stdout } = await run('--profile', profile, '--no-prompt', '--', 'printenv', 'AWS_ACCESS_KEY_ID');
    expect(clouds[profile].sessions.find(stdout.trim())).toBeDefined();
  }
  expect(proxy.requests).toEqual([]);
});

test('a role of GovCloud is assumed there', async () => {
  const arn = 'arn:aws-us-gov:iam::000000000034:role/deployer';
  const { stdout } = await run('--profile', 'gov', '--role-arn', arn, '--', 'printenv', 'AWS_ACCESS_KEY_ID');
  expect(clouds.gov.sessions.find(stdout.trim())?.principal.kind).toBe('role');
  expect(proxy.requests.splice(0)).toEqual([`CONNECT ${HOSTS.gov}:443`]);
});

test('status tells them apart', async () => {
  const { stdout } = await run('status');
  for (const account of ['000000000012', '000000000034', '000000000056']) expect(stdout).toContain(account);
});
