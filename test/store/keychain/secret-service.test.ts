import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookUpSecret } from '../../../src/store/keychain/secret-service.ts';
import { needPosix } from '../../e2e/harness/has.ts';

const server = createServer((socket) => socket.destroy());
let folder = '';
let guests = 0;
server.on('connection', () => {
  guests += 1;
});
beforeEach(async (context) => {
  needPosix(context);
  folder = mkdtempSync(join(tmpdir(), 'mx-bus-'));
  guests = 0;
  await new Promise<void>((resolve) => server.listen(join(folder, 'bus'), resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['XDG_RUNTIME_DIR', () => ({ XDG_RUNTIME_DIR: folder })],
  ['DBUS_SESSION_BUS_ADDRESS', () => ({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}` })],
])("another user's bus, from %s, is not asked", async (_, env) => {
  const uid = (process.getuid?.() ?? 0) + 1;
  expect(
    lookUpSecret('mfa-exec', 'session-1', 500, { env: env(), uid, programFile: resolve('dist/program.cjs') }),
  ).toBe('unknown');
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  expect(guests).toBe(0);
});
