import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { IssuedCredentials } from '../../src/base/ports.ts';
import { buildRequest } from '../../src/cli/request.ts';
import { answer } from '../../src/server/answer.ts';
import { askServer } from '../../src/server/ask.ts';
import { CREDENTIALS_PATH } from '../../src/server/gate.ts';
import { type Limits, type Listening, listen } from '../../src/server/listen.ts';
import { START } from '../fakes/clock.ts';
import { SECRET } from '../fakes/session.ts';

const TOKEN = 'the-token';
const SESSION: IssuedCredentials = {
  accessKeyId: 'ASIASERVED',
  secretAccessKey: SECRET,
  sessionToken: 'a/token+of=STS',
  expiresAt: START,
};

let server: Listening;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

async function start(
  current: () => Promise<IssuedCredentials> = async () => SESSION,
  limits?: Limits,
): Promise<void> {
  const whose = { request: buildRequest({}, {}), profile: 'dev', accountId: '000000000012' };
  server = await listen((head, port) => answer(head, { port, token: TOKEN }, whose, current), limits);
}

/** Sends `text`, and more with each string; returns what comes back before the end. */
function exchange(...texts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = open();
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    for (const text of texts) socket.write(text);
  });
}

function open(): Socket {
  const socket = connect({ host: '127.0.0.1', port: server.port });
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

const good = () =>
  `GET ${CREDENTIALS_PATH} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: ${TOKEN}\r\n\r\n`;
const uri = () => `http://127.0.0.1:${server.port}${CREDENTIALS_PATH}`;

describe('gives the credentials', () => {
  test('as the container credential provider has them', async () => {
    await start();
    const [head = '', body = ''] = (await exchange(good())).split('\r\n\r\n');
    expect(head).toContain('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n');
    expect(JSON.parse(body)).toEqual({
      AccessKeyId: 'ASIASERVED',
      SecretAccessKey: SECRET,
      Token: 'a/token+of=STS',
      Expiration: '2026-01-02T03:04:05Z',
      AccountId: '000000000012',
    });
  });

  test('to a nested mfa-exec', async () => {
    await start();
    expect(await askServer(uri(), TOKEN)).toEqual(SESSION);
  });

  test('to whoever sends one byte after the other', async () => {
    await start();
    expect(await exchange(...good())).toContain('200 OK');
  });

  test('to a hundred at once', async () => {
    await start();
    const all = await Promise.all(Array.from({ length: 100 }, () => askServer(uri(), TOKEN)));
    expect(all.every((one) => one?.accessKeyId === 'ASIASERVED')).toBe(true);
  });

  test('while a thousand connections say nothing', async () => {
    await start(undefined, { connections: 50, headMs: 60_000 });
    for (let count = 0; count < 1000; count++) open().write('GET /');
    expect(await askServer(uri(), TOKEN)).toEqual(SESSION);
  });
});

describe('gives nothing', () => {
  test('to a nested mfa-exec with another token, or to an address that is none of ours', async () => {
    await start();
    expect(await askServer(uri(), 'another')).toBeUndefined();
    expect(await askServer(uri().replace('127.0.0.1', 'localhost'), TOKEN)).toBeUndefined();
    expect(await askServer(`${uri()}\r\nX: y`, TOKEN)).toBeUndefined();
    server.close();
    expect(await askServer(uri(), TOKEN)).toBeUndefined();
  });

  test('nor a word to whoever is refused', async () => {
    await start();
    const text = await exchange(good().replace(TOKEN, 'guess'));
    expect(text).toMatch(/^HTTP\/1\.1 401 .*\r\n\r\n\{\}$/s);
  });

  test('to a body of 10 MB, which is not read', async () => {
    await start();
    const head = good().replace('GET', 'POST').replace('\r\n\r\n', '\r\nContent-Length: 10485760\r\n\r\n');
    const text = await exchange(head, 'x'.repeat(10 * 1024 * 1024));
    expect(text).not.toContain(SECRET);
    expect(await askServer(uri(), TOKEN)).toEqual(SESSION);
  });

  test('to slow headers: the connection ends', async () => {
    await start(undefined, { connections: 50, headMs: 30 });
    expect(await exchange('GET /credentials HT')).toBe('');
    expect(await exchange()).toBe('');
  });

  test('to a head that does not end', async () => {
    await start();
    expect(await exchange('GET / HTTP/1.1\r\n', 'x'.repeat(100_000))).toMatch(/^(HTTP\/1\.1 400 .*)?$/s);
  });
});

describe('says why there are no credentials', () => {
  async function failing(error: Error): Promise<string> {
    await start(async () => {
      throw error;
    });
    return exchange(good());
  }

  test('and what to type where a code is needed', async () => {
    const text = await failing(new MfaExecError('PROMPT_UNAVAILABLE', 'nobody', { hint: 'a hint' }));
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toEqual({
      code: 'PROMPT_UNAVAILABLE',
      message:
        'mfa-exec: the session has ended, and a new one needs an MFA code: run `mfa-exec login --profile dev` in a terminal, and the command can go on',
    });
  });

  test('in its own words where AWS refused', async () => {
    const text = await failing(new MfaExecError('ROLE_DENIED', 'AWS denies it', { hint: 'ask someone' }));
    expect(text).toContain('{"code":"ROLE_DENIED","message":"mfa-exec: AWS denies it (ask someone)"}');
  });

  test('and nothing of what went wrong inside', async () => {
    expect(await failing(new Error(SECRET))).toContain('"mfa-exec: internal error"');
  });
});
