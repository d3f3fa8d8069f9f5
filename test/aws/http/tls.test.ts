import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuthority } from '../../../fixtures/certificates.ts';
import { type Sandbox, startSandbox } from '../../../fixtures/sandbox/server.ts';
import { at, bench, failureOf, session } from '../stage.ts';

const authority = createAuthority();
const started: Sandbox[] = [];
let folder: string;
let sandbox: Sandbox;
let caBundle: string;

async function secureSandbox(hosts: string[], days?: { from: number; to: number }): Promise<Sandbox> {
  const made = await startSandbox({ tls: authority.issue(hosts, days) });
  started.push(made);
  return made;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mfa-exec-tls-'));
  caBundle = join(folder, 'ca.pem');
  await writeFile(caBundle, authority.cert);
  sandbox = await secureSandbox(['127.0.0.1']);
});
afterAll(async () => {
  await Promise.all(started.map((made) => made.close()));
  await rm(folder, { recursive: true });
});

it('trusts the authorities of the bundle', async () => {
  const issued = await session(bench().aws, sandbox, at(sandbox.url, { caBundle }));
  expect(issued.accessKeyId).toMatch(/^ASIA/);
});

it('trusts what follows a certificate that cannot be read', async () => {
  const path = join(folder, 'half-broken.pem');
  const broken = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n';
  await writeFile(path, broken + (await readFile(caBundle, 'utf8')));
  const issued = await session(bench().aws, sandbox, at(sandbox.url, { caBundle: path }));
  expect(issued.accessKeyId).toMatch(/^ASIA/);
});

it('keeps trusting NODE_EXTRA_CA_CERTS beside another bundle', async () => {
  const other = join(folder, 'other.pem');
  await writeFile(other, createAuthority('Other').cert);
  const { aws } = bench({ env: { NODE_EXTRA_CA_CERTS: caBundle } });
  const promise = session(aws, sandbox, at(sandbox.url, { caBundle: other }));
  // From 22.15 on Node itself is asked, and it reads that variable at its own start only.
  const asked = 'getCACertificates' in (await import('node:tls'));
  if (asked) expect((await failureOf(promise)).code).toBe('AWS_UNREACHABLE');
  else expect((await promise).accessKeyId).toMatch(/^ASIA/);
});

it('names AWS_CA_BUNDLE where the authority is unknown', async () => {
  const error = await failureOf(session(bench().aws, sandbox, at(sandbox.url)));
  expect(error).toMatchObject({ code: 'AWS_UNREACHABLE', hint: expect.stringContaining('AWS_CA_BUNDLE=') });
});

it('names the bundle where it lacks the authority', async () => {
  const wrong = join(folder, 'wrong.pem');
  await writeFile(wrong, createAuthority('Somebody Else').cert);
  const error = await failureOf(session(bench().aws, sandbox, at(sandbox.url, { caBundle: wrong })));
  expect(error.hint).toContain(`add that authority to ${wrong}`);
});

it('tells a certificate that has expired', async () => {
  const old = await secureSandbox(['127.0.0.1'], { from: -10, to: -1 });
  const error = await failureOf(session(bench().aws, old, at(old.url, { caBundle })));
  expect(error.message).toMatch(/has expired by this machine's clock$/);
});

it("tells a certificate that is another host's", async () => {
  const foreign = await secureSandbox(['elsewhere.example']);
  const error = await failureOf(session(bench().aws, foreign, at(foreign.url, { caBundle })));
  expect(error.message).toMatch(/is another host's$/);
});

it.each([
  ['no-such.pem', undefined, /there is no such file$/],
  ['empty.pem', '', /holds no certificate$/],
  [
    'broken.pem',
    '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n',
    /holds no certificate$/,
  ],
])('a bundle that cannot be used: %s', async (name, content, sentence) => {
  const path = join(folder, name);
  if (content !== undefined) await writeFile(path, content);
  const error = await failureOf(session(bench().aws, sandbox, at(sandbox.url, { caBundle: path })));
  expect(error).toMatchObject({ code: 'CONFIG', message: expect.stringMatching(sentence) });
  expect(error.message).toContain(path);
});
