import { lookup } from 'node:dns/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../fixtures/sandbox/server.ts';
import { at, bench, failureOf, keys, session } from './stage.ts';

const ROLE = 'arn:aws:iam::000000000012:role/deployer';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'aws' });
});
afterEach(() => {
  sandbox.clock.offset = 0;
  sandbox.user.key.active = true;
});
afterAll(() => sandbox.close());

const serial = () => sandbox.user.devices[0]?.serial ?? '';
const call = () => ({ mfaSerial: serial(), tokenCode: sandbox.freshCode(), durationSeconds: 3600 });

describe('what is asked is answered', () => {
  it('a code for a session, a session for a role', async () => {
    const { aws, debugLines } = bench();
    const user = await session(aws, sandbox, at(sandbox.url));
    expect(user.accessKeyId).toMatch(/^ASIA/);
    expect(user.expiresAt - Date.now()).toBeGreaterThan(3_500_000);
    const role = await aws.assumeRole(user, at(sandbox.url), {
      arn: ROLE,
      sessionName: 'me',
      durationSeconds: 900,
    });
    expect(role.expiresAt - Date.now()).toBeLessThan(901_000);
    expect(role.sessionToken).not.toBe(user.sessionToken);
    expect(debugLines).toEqual([]);
  });

  it('how far the clock is off, by the last answer, a refusal included', async () => {
    const { aws } = bench();
    expect(await aws.clockSkewSeconds()).toBeUndefined();
    await aws.listMfaDevices(keys(sandbox), at(sandbox.url));
    expect(Math.abs((await aws.clockSkewSeconds()) ?? 99)).toBeLessThan(5);
    sandbox.clock.offset = 100_000;
    await failureOf(session(aws, sandbox, at(sandbox.url), '000000'));
    expect(Math.abs(((await aws.clockSkewSeconds()) ?? 0) + 100)).toBeLessThan(5);
  });

  it('the devices of the user', async () => {
    expect(await bench().aws.listMfaDevices(keys(sandbox), at(sandbox.url))).toEqual([serial()]);
  });

  it('at an endpoint with a name', async () => {
    const url = sandbox.url.replace('127.0.0.1', 'localhost');
    const { aws } = bench({ limits: { lookupMs: 5000 } });
    const asked = aws.listMfaDevices(keys(sandbox), at(url));
    // A bare chroot has no /etc/hosts, and so no such name.
    const isKnown = await lookup('localhost').then(
      () => true,
      () => false,
    );
    if (isKnown) expect(await asked).toEqual([serial()]);
    else await expect(asked).rejects.toThrow('the name localhost does not resolve');
  });

  it.each([{ useFips: true }, { useDualstack: true }])('at an address of its own with %j', async (flags) => {
    expect(await bench().aws.listMfaDevices(keys(sandbox), at(sandbox.url, flags))).toEqual([serial()]);
  });

  it('a clock that is off by what AWS tolerates is mentioned in verbose lines alone', async () => {
    const { aws, debugLines } = bench();
    sandbox.clock.offset = 120_000;
    await session(aws, sandbox, at(sandbox.url));
    expect(debugLines).toEqual([
      expect.stringMatching(/^this machine's clock is 1(19|20|21) s behind AWS's$/),
    ]);
  });
});

describe('what AWS refuses', () => {
  it('a wrong code, and one that was used', async () => {
    const { aws } = bench();
    const [device] = sandbox.user.devices;
    const wrong = await failureOf(session(aws, sandbox, at(sandbox.url), device?.wrongCode()));
    expect(wrong.code).toBe('MFA_CODE_REFUSED');
    const code = sandbox.freshCode();
    await session(aws, sandbox, at(sandbox.url), code);
    const used = await failureOf(session(aws, sandbox, at(sandbox.url), code));
    expect(used.code).toBe('MFA_CODE_REFUSED');
    expect(`${wrong.message}${used.message}`).not.toContain(code);
  });

  it("a device that is another's", async () => {
    const mfaSerial = 'arn:aws:iam::000000000012:mfa/somebody';
    const promise = bench().aws.getSessionToken(keys(sandbox), at(sandbox.url), { ...call(), mfaSerial });
    expect(await failureOf(promise)).toMatchObject({
      code: 'MFA_DEVICE',
      message: `${mfaSerial} is not an MFA device of this user`,
    });
  });

  it('a session in place of long-term keys', async () => {
    const { aws } = bench();
    const base = await session(aws, sandbox, at(sandbox.url));
    expect((await failureOf(aws.getSessionToken(base, at(sandbox.url), call()))).code).toBe(
      'BASE_CREDENTIALS',
    );
  });

  it('an inactive key, of which the last four characters are named', async () => {
    sandbox.user.key.active = false;
    const error = await failureOf(session(bench().aws, sandbox, at(sandbox.url)));
    expect(error.code).toBe('BASE_CREDENTIALS');
    expect(error.message).toContain(`…${keys(sandbox).accessKeyId.slice(-4)} is inactive`);
    expect(error.message).not.toContain(keys(sandbox).accessKeyId);
  });

  it('a wrong secret', async () => {
    const base = { ...keys(sandbox), secretAccessKey: 'not-the-secret' };
    const error = await failureOf(bench().aws.getSessionToken(base, at(sandbox.url), call()));
    expect(error.message).toMatch(/^the secret access key does not belong to the access key …/);
  });

  it.each([
    [612_000, /^this machine's clock is 61[123] s behind AWS's/],
    [-612_000, /^this machine's clock is 61[123] s ahead of AWS's/],
  ])('a clock that is %d ms off', async (offset, sentence) => {
    sandbox.clock.offset = offset;
    const before = sandbox.calls.length;
    const error = await failureOf(session(bench().aws, sandbox, at(sandbox.url)));
    expect(error.code).toBe('CLOCK_SKEW');
    expect(error.message).toMatch(sentence);
    expect(sandbox.calls.length).toBe(before + 1);
  });

  it('a duration out of range', async () => {
    const promise = bench().aws.getSessionToken(keys(sandbox), at(sandbox.url), {
      ...call(),
      durationSeconds: 60,
    });
    expect(await failureOf(promise)).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('60 s'),
    });
  });

  it('a role without MFA', async () => {
    const error = await failureOf(
      bench().aws.assumeRole(keys(sandbox), at(sandbox.url), { arn: ROLE, sessionName: 'me' }),
    );
    expect(error).toMatchObject({ code: 'ROLE_DENIED', message: expect.stringContaining(ROLE) });
  });

  it('a session that is over', async () => {
    const { aws } = bench();
    const base = await session(aws, sandbox, at(sandbox.url));
    sandbox.sessions.endAll();
    const error = await failureOf(aws.assumeRole(base, at(sandbox.url), { arn: ROLE, sessionName: 'me' }));
    expect(error.message).toMatch(/^the session ….{4} has ended$/);
  });
});

it('an endpoint that AWS does not have is a fault of the configuration', async () => {
  const endpoint = at(undefined, { region: 'not a region' });
  const error = await failureOf(
    bench().aws.listMfaDevices({ accessKeyId: 'A', secretAccessKey: 'B' }, endpoint),
  );
  expect(error).toMatchObject({ code: 'CONFIG', message: expect.stringContaining('not a region') });
});
