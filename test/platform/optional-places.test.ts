/** Places that are a help and no duty: whatever the system says of them, the command runs. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { createSingleFlight } from '../../src/lock/single-flight.ts';
import { readCompiled, saveCompiled } from '../../src/platform/compiled-code.ts';
import { createAutoStore } from '../../src/store/auto.ts';
import { createFileStore } from '../../src/store/file/store.ts';
import { eachFailure } from '../fakes/failing-fs.ts';

const uid = process.getuid?.() ?? 0;
const { platform } = process;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function empty(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
}

test('the code cache: neither reading nor keeping it ever throws', async () => {
  const file = join(folder, 'cache', 'mfa-exec', 'code', 'compiled-1');
  const count = await eachFailure(folder, empty, () => {
    saveCompiled(file, process.getuid?.(), '1-2', () => Buffer.from('code'));
    readCompiled(file, process.getuid?.(), '1-2');
  });
  expect(count).toBeGreaterThan(10);
});

test.skipIf(platform === 'win32')(
  'the lock: the work is done without it, and at most a line says so',
  async () => {
    const count = await eachFailure(folder, empty, async () => {
      const lines: string[] = [];
      const warn = (line: string) => void lines.push(line);
      const flight = createSingleFlight({ dirs: [join(folder, 'locks')], platform, uid, warn });
      const work = {
        again: async () => undefined,
        work: async () => 'done',
        waiting() {},
        shares: () => false,
      };
      expect(await flight.run('key', work)).toBe('done');
      expect(lines.length).toBeLessThan(2);
    });
    expect(count).toBeGreaterThan(8);
  },
);

test('the file store: what fails is a failure of a store, which costs a line', async () => {
  const now = Date.now();
  const count = await eachFailure(folder, empty, async () => {
    const dir = join(folder, 'sessions');
    const reporter = { warn() {}, info() {}, debug() {} };
    const store = createFileStore({ dir, clock: { now: () => now }, platform, uid, reporter });
    const auto = createAutoStore([store], reporter, { usable: () => true, fileDir: dir, encrypted: false });
    const key = `session-${'0'.repeat(32)}`;
    await auto.read(key);
    await auto.write(key, 'value', now + 1000).catch((error: unknown) => {
      expect(error).toBeInstanceOf(MfaExecError);
    });
    await auto.read(key);
  });
  expect(count).toBeGreaterThan(15);
});
