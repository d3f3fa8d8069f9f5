import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askSandbox, readSandboxFile } from '../../fixtures/sandbox/remote.ts';
import { minimalEnv } from './harness/env.ts';
import { runCommand } from './harness/program.ts';

const built = (name: string) => fileURLToPath(new URL(`../../build/${name}.mjs`, import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function start() {
  const args = [built('sandbox'), '--dir', folder, '--until-stdin-ends'];
  const child = spawn(process.execPath, args, {
    env: minimalEnv(folder),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { child, line: String(line), ended: once(child, 'exit') };
}

test('says where it is, once its files are there', async () => {
  const { child, line, ended } = await start();
  const file = await readSandboxFile(folder);
  expect(line).toBe(`sandbox ready at ${file.url}\n`);
  expect(file.pid).toBe(child.pid);
  expect(readFileSync(file.credentialsFile, 'utf8')).toContain(file.accessKeyId);
  expect(existsSync(join(folder, 'device'))).toBe(true);
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});

test.skipIf(process.platform === 'win32')('ends on SIGTERM, also while a request hangs', async () => {
  const { child, ended } = await start();
  const file = await readSandboxFile(folder);
  await askSandbox(file, 'fault', { fault: { kind: 'hang' } });
  const hanging = fetch(file.url).catch((error: unknown) => error);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await hanging).toBeInstanceOf(Error);
});

test('has a device that shows another code each time', async () => {
  const { child, ended } = await start();
  const ask = () => runCommand(process.execPath, [built('device'), folder], { env: minimalEnv(folder) });
  const [first, second] = [await ask(), await ask()];
  expect(first.stdout).toMatch(/^\d{6}\n$/);
  expect(second.stdout).toMatch(/^\d{6}\n$/);
  expect(second.stdout).not.toBe(first.stdout);
  child.stdin.end();
  await ended;
});
