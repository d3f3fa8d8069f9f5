import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proxyAuthorization, proxyFor, proxyName, proxyVariable } from '../../../src/aws/http/proxy.ts';

const STS = new URL('https://sts.eu-central-1.amazonaws.com/');
const LOCAL = new URL('http://127.0.0.1:4566/');
const P = 'http://p:1';

describe('which proxy', () => {
  it.each([
    ['none', STS, {}, undefined],
    ['by scheme: https', STS, { HTTPS_PROXY: P, HTTP_PROXY: 'http://q:2' }, 'p:1'],
    ['by scheme: http', LOCAL, { HTTPS_PROXY: P, HTTP_PROXY: 'http://q:2' }, 'q:2'],
    ['lower case wins', STS, { HTTPS_PROXY: P, https_proxy: 'http://q:2' }, 'q:2'],
    ['empty is unset', STS, { HTTPS_PROXY: P, https_proxy: '' }, 'p:1'],
    ['ALL_PROXY is not read, as in the AWS CLI', STS, { ALL_PROXY: P }, undefined],
    ['no scheme', STS, { HTTPS_PROXY: 'p:3128' }, 'p:3128'],
    ['only slashes', STS, { HTTPS_PROXY: '//p:3128' }, 'p:3128'],
    ['no port', STS, { HTTPS_PROXY: 'http://p' }, 'p:80'],
    ['a proxy with TLS', STS, { HTTPS_PROXY: 'https://p' }, 'p:443'],
    ['the password stays out of the name', STS, { HTTPS_PROXY: 'http://me:pw@p:1' }, 'p:1'],
    ['every host exempt', STS, { HTTPS_PROXY: P, NO_PROXY: '*' }, undefined],
    ['the host exempt', STS, { HTTPS_PROXY: P, no_proxy: 'x, STS.eu-central-1.amazonaws.com' }, undefined],
    ['a suffix exempt', STS, { HTTPS_PROXY: P, NO_PROXY: 'amazonaws.com' }, undefined],
    ['a suffix with a dot exempt', STS, { HTTPS_PROXY: P, NO_PROXY: '.amazonaws.com' }, undefined],
    ['a suffix with a star exempt', STS, { HTTPS_PROXY: P, NO_PROXY: '*.amazonaws.com' }, undefined],
    ['half a label is no suffix', STS, { HTTPS_PROXY: P, NO_PROXY: 'naws.com' }, 'p:1'],
    ['an empty list', STS, { HTTPS_PROXY: P, NO_PROXY: ' , ' }, 'p:1'],
    ['host and port exempt', LOCAL, { HTTP_PROXY: P, NO_PROXY: '127.0.0.1:4566' }, undefined],
    ['another port', LOCAL, { HTTP_PROXY: P, NO_PROXY: '127.0.0.1:80' }, 'p:1'],
    ["the scheme's own port", STS, { HTTPS_PROXY: P, NO_PROXY: 'amazonaws.com:443' }, undefined],
  ])('%s', (_title, url, env, name) => {
    const proxy = proxyFor(url, env);
    expect(proxy && proxyName(proxy)).toBe(name);
  });

  it('throws for what is no address', () => {
    expect(() => proxyFor(STS, { HTTPS_PROXY: 'http://' })).toThrow(TypeError);
  });
});

it.each([
  ['https://x', {}, 'HTTPS_PROXY'],
  ['http://x', { HTTP_PROXY: 'p' }, 'HTTP_PROXY'],
  ['https://x', { https_proxy: 'p', HTTPS_PROXY: 'q' }, 'https_proxy'],
  ['https://x', { https_proxy: ' ', HTTPS_PROXY: 'q' }, 'HTTPS_PROXY'],
])('for %s in %j the variable is %s', (url, env, name) => {
  expect(proxyVariable(new URL(url), env)).toBe(name);
});

describe('who one is to the proxy', () => {
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
  it.each([
    ['http://p:1', undefined],
    ['http://me:pw@p:1', basic('me:pw')],
    ['http://me@p:1', basic('me:')],
    ['http://me:a%40b@p:1', basic('me:a@b')],
    ['http://me:100%@p:1', basic('me:100%')],
    ['http://me:%ff@p:1', basic('me:%ff')],
  ])('%s', (value, header) => {
    const proxy = proxyFor(STS, { HTTPS_PROXY: value });
    expect(proxy && proxyAuthorization(proxy)).toBe(header);
  });

  it('any encoded password arrives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (password) => {
        const proxy = proxyFor(STS, { HTTPS_PROXY: `http://me:${encodeURIComponent(password)}@p:1` });
        expect(proxy && proxyAuthorization(proxy)).toBe(basic(`me:${password}`));
      }),
    );
  });
});
