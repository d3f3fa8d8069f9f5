import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { opener, openLink } from '../../src/helper/browser.ts';

const LINK = 'https://signin.aws.amazon.com/federation?SigninToken=sample';

describe.skipIf(process.platform === 'win32')('openLink', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mx-open-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** An opener that hands what it was given to `browser`, a script of Node. */
  function openerDoing(browser: string) {
    const file = join(folder, 'xdg-open');
    const script = `const fs = require('node:fs'); const [address] = process.argv.slice(2); (async () => { ${browser} })();`;
    writeFileSync(join(folder, 'browser.js'), script);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'browser.js')}' "$@"\n`);
    chmodSync(file, 0o755);
    return { env: { PATH: `${folder}:/usr/bin:/bin`, OUT: join(folder, 'out') }, platform: 'linux' as const };
  }
  const seen = () => JSON.parse(readFileSync(join(folder, 'out'), 'utf8'));

  test('gives the link to whoever asks with the right address, once, and to nobody else', async () => {
    const ask = `
      const get = (url, init) => fetch(url, { redirect: 'manual', ...init }).then((r) => [r.status, r.headers.get('location')], () => 'gone');
      const wrong = await get(address.slice(0, -1) + '_');
      const posted = await get(address, { method: 'POST' });
      const first = await get(address);
      await new Promise((done) => setTimeout(done, 200));
      const second = await get(address);
      fs.writeFileSync(process.env.OUT, JSON.stringify({ address, wrong, posted, first, second }));`;
    const deps = openerDoing(ask);
    await openLink(LINK, deps);
    await expect.poll(seen, { timeout: 10_000 }).toMatchObject({
      wrong: [404, null],
      posted: [404, null],
      first: [302, LINK],
      second: 'gone',
    });
    expect(seen().address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
  });

  it.each([
    ['finds no browser', 'process.exit(3)', 'xdg-open found no browser'],
    ['opens one that never comes', '', 'no browser came for the link'],
  ])('says so where the opener %s', async (_name, browser, sentence) => {
    const deps = { ...openerDoing(browser), patienceMs: 1500 };
    await expect(openLink(LINK, deps)).rejects.toMatchObject({
      code: 'OUTPUT',
      message: sentence,
      hint: expect.stringContaining('--print'),
    });
  });

  test('says so where there is no opener', async () => {
    const deps = { env: { PATH: folder }, platform: 'linux' as const };
    await expect(openLink(LINK, deps)).rejects.toThrow('xdg-open cannot be started');
  });
});

test.each([
  ['darwin', '/usr/bin/open'],
  ['win32', 'rundll32.exe'],
  ['linux', 'xdg-open'],
  ['freebsd', 'xdg-open'],
] as const)('on %s the opener is %s', (platform, program) => {
  expect(opener(platform, 'http://127.0.0.1:1/x')).toEqual(
    expect.arrayContaining([program, 'http://127.0.0.1:1/x']),
  );
});
