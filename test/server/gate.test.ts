import { describe, expect, test } from 'vitest';
import { CREDENTIALS_PATH, refusalOf } from '../../src/server/gate.ts';
import { parseHead } from '../../src/server/head.ts';

const GATE = { port: 4711, token: 'the-token-of-the-server' };
const GOOD = [
  `GET ${CREDENTIALS_PATH} HTTP/1.1`,
  'Host: 127.0.0.1:4711',
  `authorization: ${GATE.token}`,
  'Accept: application/json',
  'User-Agent: Botocore/1.43 (x; y)',
];

/** The status for a request of these lines. */
function status(lines: readonly string[]): number | undefined {
  const head = parseHead(`${lines.join('\r\n')}\r\n\r\n`);
  return head === 'partial' ? 0 : refusalOf(head, GATE);
}

const having = (at: number, line: string) => GOOD.with(at, line);

test('what an SDK sends may be answered', () => {
  expect(status(GOOD)).toBeUndefined();
  expect(status([...GOOD, 'Content-Length: 0', 'Connection: keep-alive'])).toBeUndefined();
});

describe.each<[what: string, lines: readonly string[], expected: number]>([
  ['no token', GOOD.filter((line) => !line.startsWith('auth')), 401],
  ['an empty token', having(2, 'Authorization:'), 401],
  ['a wrong token', having(2, 'Authorization: the-token-of-the-serveR'), 401],
  ['the beginning of the token', having(2, `Authorization: ${GATE.token.slice(0, -1)}`), 401],
  ['more than the token', having(2, `Authorization: ${GATE.token}x`), 401],
  ['a token as a bearer', having(2, `Authorization: Bearer ${GATE.token}`), 401],
  ['two tokens', [...GOOD, `Authorization: ${GATE.token}`], 400],
  ['no host', GOOD.filter((line) => !line.startsWith('Host')), 403],
  ['the name of an attacker', having(1, 'Host: evil.example:4711'), 403],
  ['localhost', having(1, 'Host: localhost:4711'), 403],
  ['another port', having(1, 'Host: 127.0.0.1:4712'), 403],
  ['no port', having(1, 'Host: 127.0.0.1'), 403],
  ['two hosts', [...GOOD, 'Host: 127.0.0.1:4711'], 400],
  ['another path', having(0, 'GET / HTTP/1.1'), 404],
  ['a path behind ours', having(0, `GET ${CREDENTIALS_PATH}/x HTTP/1.1`), 404],
  ['a query', having(0, `GET ${CREDENTIALS_PATH}?x HTTP/1.1`), 404],
  ['the form for a proxy', having(0, `GET http://127.0.0.1:4711${CREDENTIALS_PATH} HTTP/1.1`), 400],
  ['POST', having(0, `POST ${CREDENTIALS_PATH} HTTP/1.1`), 405],
  ['HEAD', having(0, `HEAD ${CREDENTIALS_PATH} HTTP/1.1`), 405],
  ['OPTIONS, as a browser asks first', having(0, `OPTIONS ${CREDENTIALS_PATH} HTTP/1.1`), 405],
  ['a small letter', having(0, `get ${CREDENTIALS_PATH} HTTP/1.1`), 400],
  ['a body of 10 MB', [...GOOD, 'Content-Length: 10485760'], 413],
  ['a body of unknown length', [...GOOD, 'Transfer-Encoding: chunked'], 413],
  ['HTTP/2', having(0, `GET ${CREDENTIALS_PATH} HTTP/2.0`), 400],
  ['a folded line', [...GOOD, ' folded'], 400],
  ['a line without a colon', [...GOOD, 'nonsense'], 400],
  ['a blank before the colon', [...GOOD, 'X : y'], 400],
  ['a control character', [...GOOD, 'X: \u0000'], 400],
  ['a bare line feed', [...GOOD, 'X: y\nAuthorization: z'], 400],
  ['8 kB of headers', [...GOOD, `X: ${'y'.repeat(8192)}`], 400],
])('%s', (_what, lines, expected) => {
  test(`is refused with ${expected}`, () => expect(status(lines)).toBe(expected));
});

test('a head without an end is waited for, up to 8 kB of it', () => {
  expect(parseHead('')).toBe('partial');
  expect(parseHead('GET / HTTP/1.1\r\nX: y\r\n')).toBe('partial');
  expect(parseHead('x'.repeat(8191))).toBe('partial');
  expect(parseHead('x'.repeat(8192))).toBeUndefined();
});
