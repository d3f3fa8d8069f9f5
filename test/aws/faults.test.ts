import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../fixtures/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../fixtures/sandbox/server.ts';
import { at, bench, failureOf, keys, session } from './stage.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'weather' });
});
afterEach(() => sandbox.clearFaults());
afterAll(() => sandbox.close());

describe('a fault that stays', () => {
  it.each<[Fault, calls: number, code: string, sentence: RegExp]>([
    [{ kind: 'throttle' }, 3, 'AWS_REFUSED', /throttling/],
    [{ kind: 'internal' }, 3, 'AWS_UNREACHABLE', /failing: it answered 500 3 times$/],
    [{ kind: 'unavailable' }, 3, 'AWS_UNREACHABLE', /answered 503/],
    [{ kind: 'reset' }, 3, 'AWS_UNREACHABLE', /closed the connection without an answer$/],
    [{ kind: 'garbage' }, 1, 'AWS_UNREACHABLE', /did not answer as AWS does$/],
    [{ kind: 'portal' }, 1, 'AWS_UNREACHABLE', /^a web page answered in place of AWS/],
    [{ kind: 'truncated' }, 1, 'AWS_UNREACHABLE', /broke off in the middle/],
  ])('%o', async (fault, calls, code, sentence) => {
    sandbox.setFault(fault);
    const before = sandbox.calls.length;
    const { aws, pauses } = bench();
    const error = await failureOf(session(aws, sandbox, at(sandbox.url)));
    expect(error.code).toBe(code);
    expect(pauses).toHaveLength(calls - 1);
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain(code === 'AWS_REFUSED' ? '' : sandbox.url.slice('http://'.length));
    expect(error.hint).toBeTruthy();
    expect(sandbox.calls.length - before).toBe(calls);
  });

  it.each<Fault>([{ kind: 'hang' }, { kind: 'slow', ms: 60_000 }])(
    '%o ends in time, and is not repeated',
    async (fault) => {
      sandbox.setFault(fault);
      const { aws, debugLines } = bench({ limits: { answerMs: 200 } });
      const error = await failureOf(session(aws, sandbox, at(sandbox.url)));
      expect(error).toMatchObject({
        code: 'AWS_UNREACHABLE',
        message: expect.stringMatching(/did not answer in time$/),
      });
      expect(debugLines).toEqual([]);
    },
  );

  it('gives up while it waits for another try', async () => {
    sandbox.setFault({ kind: 'throttle' });
    const untilAborted = (_ms: number, signal: AbortSignal) =>
      new Promise((resolve) => signal.addEventListener('abort', resolve));
    const before = sandbox.calls.length;
    const { aws } = bench({ limits: { totalMs: 100 }, pause: untilAborted });
    expect((await failureOf(session(aws, sandbox, at(sandbox.url)))).code).toBe('AWS_REFUSED');
    expect(sandbox.calls.length - before).toBe(1);
  });

  it('the limit holds for a list of devices too', async () => {
    sandbox.setFault({ kind: 'hang' });
    const { aws } = bench({ limits: { totalMs: 300 } });
    expect((await failureOf(aws.listMfaDevices(keys(sandbox), at(sandbox.url)))).code).toBe(
      'AWS_UNREACHABLE',
    );
  });
});

describe('a fault that passes', () => {
  it.each<Fault>([
    { kind: 'throttle', times: 1 },
    { kind: 'internal', times: 2 },
    { kind: 'reset', times: 1 },
  ])('%o', async (fault) => {
    sandbox.setFault(fault);
    const { aws, debugLines } = bench();
    const code = sandbox.freshCode();
    expect((await session(aws, sandbox, at(sandbox.url), code)).accessKeyId).toMatch(/^ASIA/);
    expect(debugLines).toHaveLength(fault.times ?? 0);
    expect(debugLines.join()).not.toContain(code);
  });

  it('a lost answer may have cost the code, and the refusal says so', async () => {
    sandbox.setFault({ kind: 'reset', times: 1, afterWork: true });
    const error = await failureOf(session(bench().aws, sandbox, at(sandbox.url)));
    expect(error).toMatchObject({
      code: 'MFA_CODE_REFUSED',
      message: expect.stringContaining('may have used it up'),
    });
  });
});

describe('no AWS at all', () => {
  let server: Server;
  const open = new Set<Socket>();
  async function listen(onSocket: (socket: Socket) => void): Promise<string> {
    server = createServer((socket) => {
      open.add(socket.on('error', () => socket.destroy()));
      onSocket(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }
  afterEach(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('a port that nobody listens on', async () => {
    const host = await listen(() => {});
    await new Promise((resolve) => server.close(resolve));
    const error = await failureOf(session(bench().aws, sandbox, at(`http://${host}`)));
    expect(error.message).toBe(`${host} refused the connection`);
  });

  it('a server that accepts and keeps silent under TLS', async () => {
    const host = await listen(() => {});
    const { aws } = bench({ limits: { answerMs: 200 } });
    const error = await failureOf(session(aws, sandbox, at(`https://${host}`)));
    expect(error.message).toBe(`${host} did not accept a connection in time`);
  });

  it('a server that speaks no HTTP', async () => {
    const host = await listen((socket) => socket.end('220 mail.example ESMTP\r\n'));
    const error = await failureOf(session(bench().aws, sandbox, at(`http://${host}`)));
    expect(error.message).toBe(`what answered at ${host} did not answer as AWS does`);
  });

  it('a server that speaks no TLS', async () => {
    const host = await listen((socket) => socket.end('220 mail.example ESMTP\r\n'));
    const error = await failureOf(session(bench().aws, sandbox, at(`https://${host}`)));
    expect(error.message).toMatch(/does not speak TLS as AWS does/);
  });

  it('a redirect to a sign-in page', async () => {
    const host = await listen((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nlocation: https://login.example/\r\ncontent-length: 0\r\n\r\n'),
    );
    const error = await failureOf(session(bench().aws, sandbox, at(`http://${host}`)));
    expect(error.message).toMatch(/^a web page answered/);
  });

  it.each([
    ['good+/=', true],
    ['a&quot; &amp; calc', false],
    ['a&#10;b', false],
    ['$(calc)', false],
  ])('a session token %s, which a shell may get to read', async (token, good) => {
    const fields = `<AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>${token}</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>`;
    const xml = `<GetSessionTokenResponse><GetSessionTokenResult><Credentials>${fields}</Credentials></GetSessionTokenResult></GetSessionTokenResponse>`;
    const host = await listen((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: ${xml.length}\r\n\r\n${xml}`),
    );
    const asked = session(bench().aws, sandbox, at(`http://${host}`));
    if (good) expect((await asked).sessionToken).toBe(token);
    else expect((await failureOf(asked)).message).toBe(`what answered at ${host} did not answer as AWS does`);
  });

  it('http to another machine is told once, whatever comes of it', async () => {
    const { aws, warnings } = bench({ limits: { lookupMs: 200, connectMs: 200 } });
    for (let call = 0; call < 2; call++)
      await failureOf(session(aws, sandbox, at('http://sts.invalid:8080')));
    expect(warnings).toEqual([
      'sts.invalid:8080 is reached over plain http: others on the network can read the session',
    ]);
  });

  it('an answer that never ends', async () => {
    const host = await listen((socket) => {
      const drip = setInterval(() => socket.write('x'), 20);
      socket.once('close', () => clearInterval(drip));
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n');
    });
    const { aws } = bench({ limits: { answerMs: 300 } });
    const error = await failureOf(session(aws, sandbox, at(`http://${host}`)));
    expect(error.message).toBe(`${host} took the request and did not answer in time`);
  });
});
