/** What Node reads from the environment and would do to mfa-exec: the command gets all of it, mfa-exec keeps its secrets. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuthority } from '../../fixtures/certificates.ts';
import { filesBelow, freePort, isListening } from './harness/hostile.ts';
import { testNodes } from './harness/nodes.ts';
import { createWorld, type World, type WorldOptions } from './harness/world.ts';

const QUESTION = 'MFA code for';
const SHOW = ['--', 'sh', '-c', 'echo "$NODE_OPTIONS$NODE_DEBUG$NODE_TLS_REJECT_UNAUTHORIZED"'];

let world: World;
const open = async (options?: WorldOptions) => {
  world = await createWorld(options);
};
afterEach(() => world.dispose());

describe.each(testNodes())('on Node $version', ({ path: node, version }) => {
  test('NODE_TLS_REJECT_UNAUTHORIZED=0: no code and no key reaches a server that nobody vouches for', async () => {
    await open({ sandbox: { tls: createAuthority().issue(['127.0.0.1']) } });
    const args = ['--token-code', world.freshCode(), ...SHOW];
    const { status, stdout, stderr } = await world.run(args, {
      node,
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    });
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).toMatch(/certificate/);
    expect(stderr).not.toContain('NODE_TLS_REJECT_UNAUTHORIZED');
    expect(world.sandbox.calls).toEqual([]);
  });

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 reaches the command', async () => {
    await open();
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const { stdout } = await world.run(['--mfa-process', world.mfaProcess, ...SHOW], { node, env });
    expect(stdout).toBe('0\n');
  });

  test('NODE_OPTIONS=--tls-keylog notes no key of a connection', async () => {
    const authority = createAuthority();
    await open({ sandbox: { tls: authority.issue(['127.0.0.1']) } });
    const [log, ca] = [join(world.home, 'keylog'), join(world.home, 'ca.pem')];
    writeFileSync(ca, authority.cert);
    const env = { NODE_OPTIONS: `--tls-keylog=${log}`, AWS_CA_BUNDLE: ca };
    const { status } = await world.run(['--token-code', world.freshCode(), '--', 'true'], { node, env });
    expect(status).toBe(0);
    expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toBe('');
  });

  test.each(['exec', 'spawn'])('NODE_DEBUG prints no secret (%s)', async (runner) => {
    await open();
    const NODE_DEBUG =
      'child_process,http,https,tls,net,stream,fs,worker,module,esm,timer,cluster,async_hooks,*';
    // `run` throws where a key, token or code is on stderr.
    const role = ['--role-arn', 'arn:aws:iam::000000000012:role/deployer'];
    const env = {
      NODE_DEBUG,
      NODE_DEBUG_NATIVE: 'async_wrap,crypto,http2,inspector_client',
      MFA_EXEC_RUNNER: runner,
    };
    for (const options of [['--mfa-process', world.mfaProcess, ...role], role]) {
      const { status, stdout } = await world.run([...options, ...SHOW], { node, env });
      expect({ status, stdout }).toEqual({ status: 0, stdout: `${NODE_DEBUG}\n` });
    }
  });

  describe('the inspector', () => {
    beforeEach(() => open());

    test('NODE_OPTIONS=--inspect does not open one into mfa-exec', async () => {
      const port = await freePort();
      const NODE_OPTIONS = `--inspect=127.0.0.1:${port}`;
      const terminal = world.open(SHOW, { node, env: { NODE_OPTIONS } });
      await terminal.waitFor(QUESTION);
      expect(await isListening(port)).toBe(false);
      terminal.write(`${world.freshCode()}\r`);
      await terminal.waitFor(`\n${NODE_OPTIONS}`);
      expect((await terminal.exit).exitCode).toBe(0);
    });
  });

  // Each would write what mfa-exec has in memory, or in its environment, into a file.
  test.each([
    ['--heapsnapshot-signal=SIGUSR2', 'SIGUSR2', 12],
    ['--report-on-signal --report-signal=SIGUSR2', 'SIGUSR2', 12],
    ['--report-on-fatalerror --report-uncaught-exception', 'SIGUSR1', 10],
    ['--trace-event-categories=node,v8', 'SIGUSR2', 12],
  ] as const)('NODE_OPTIONS=%s keeps no secret', async (NODE_OPTIONS, signal, number) => {
    await open({ env: { AWS_SESSION_TOKEN: 'a token that nobody may see', AWS_PROFILE: 'default' } });
    world.secrets.add('a token', 'a token that nobody may see');
    const terminal = world.open(SHOW, { node, env: { NODE_OPTIONS } });
    await terminal.waitFor(QUESTION);
    process.kill(terminal.pid, signal);
    expect(await terminal.exit).toMatchObject({ signal: number });
    for (const name of filesBelow(world.home).filter((file) => !/^\.(aws|cache)\//.test(file))) {
      world.secrets.expectNone(readFileSync(join(world.home, name), 'latin1'), `${name} (${version})`);
    }
  });
});
