import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookUpSecret } from '../../../src/store/keychain/secret-service.ts';

const programFile = fileURLToPath(new URL('../../../dist/program.cjs', import.meta.url));

// That it finds what keytar stored is tested on a real keychain, test/e2e/keychain.test.ts and warm-path.test.ts.
describe.skipIf(process.platform !== 'linux')('a Secret Service that is of no help', () => {
  let folder = '';
  let socket = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mx-bus-'));
    socket = join(folder, 'bus');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const lookUp = (address: string | undefined, from = programFile) =>
    lookUpSecret('mfa-exec', 'session-1', 60, {
      env: { DBUS_SESSION_BUS_ADDRESS: address },
      uid: process.getuid?.() ?? 0,
      programFile: from,
    });

  test.each([
    ['no session bus', () => lookUp(undefined)],
    ['one on the network', () => lookUp('tcp:host=localhost,port=1')],
    ['a socket that is not there', () => lookUp(`unix:path=${socket}`)],
    ['a path that no socket can have', () => lookUp(`unix:path=/${'x'.repeat(200)}`)],
    ['no koffi', () => lookUp(`unix:path=${socket}`, join(folder, 'dist', 'program.cjs'))],
  ])('%s: keytar may know', (_, call) => {
    expect(call()).toBe('unknown');
  });

  describe('a bus that listens', () => {
    let server: Server;
    beforeEach(async () => {
      server = createServer().listen(socket);
      await once(server, 'listening');
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    // This very process is the server, and does not get to answer.
    test('and never answers: the time is up', () => {
      const start = performance.now();
      expect(lookUp(`unix:path=${socket}`)).toBe('timeout');
      expect(performance.now() - start).toBeGreaterThan(50);
    });
  });
});
