import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SingleFlight } from '../../src/base/flight.ts';
import { sharedFailure } from '../../src/lock/shared-failure.ts';
import { createSingleFlight } from '../../src/lock/single-flight.ts';
import { testNodes } from './harness/nodes.ts';
import type { Orders } from './single-flight-child.ts';

const program = fileURLToPath(new URL('single-flight-child.ts', import.meta.url));
// Processes of different versions wait for each other: each next one runs on the next.
const nodes = testNodes().map(({ path }) => path);
const posix = process.platform !== 'win32';

let bundles: string;
let bundle: string;
let dir: string;
let port: number;
let started: Child[];

beforeAll(async () => {
  bundles = mkdtempSync(join(tmpdir(), 'sfb-'));
  bundle = join(bundles, 'child.mjs');
  await build({ entryPoints: [program], bundle: true, platform: 'node', format: 'esm', outfile: bundle });
});

afterAll(() => rmSync(bundles, { recursive: true, force: true }));

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sfp-'));
  started = [];
  port = await freePort();
});

afterEach(async () => {
  for (const child of started) child.process.kill('SIGKILL');
  await Promise.all(started.map((child) => child.ended));
  rmSync(dir, { recursive: true, force: true });
});

interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  /** Resolves to the first line that begins so; rejects when it ends without one. */
  said(start: string): Promise<string>;
  /** Every line it said. */
  readonly ended: Promise<string[]>;
}

function start(orders: Partial<Orders> = {}): Child {
  const json = JSON.stringify({ dir: join(dir, 'locks'), port, ...orders });
  const child = spawn(nodes[started.length % nodes.length] ?? process.execPath, [bundle, json], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let changed = () => {};
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    changed();
  });
  const entry: Child = {
    process: child,
    said: (startOfLine) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find((candidate) => candidate.startsWith(startOfLine));
          if (line !== undefined) resolve(line);
        };
        changed = look;
        look();
        child.once('close', () => reject(new Error(`ended without ${startOfLine}: ${lines.join(', ')}`)));
      }),
    ended: new Promise((resolve) => child.once('close', () => resolve(lines))),
  };
  started.push(entry);
  return entry;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** A contender in this process. */
function here(): SingleFlight {
  return createSingleFlight({
    dirs: [join(dir, 'locks')],
    platform: process.platform,
    uid: process.getuid?.() ?? 0,
    warn: () => {},
    patienceMs: 1,
  });
}

function litter(): string[] {
  return posix ? readdirSync(join(dir, 'locks')) : [];
}

describe('many processes', () => {
  test('16 with a cold cache: one works', { timeout: 120_000 }, async () => {
    const cache = join(dir, 'cache');
    const children = Array.from({ length: 16 }, () => start({ cache, workMs: 2000, nested: true }));
    const said = await Promise.all(children.map((child) => child.ended));
    expect(
      said.filter((lines) => lines.at(-1) !== 'done' || lines.some((line) => /broken|warning/.test(line))),
    ).toEqual([]);
    expect(readFileSync(`${cache}.works`, 'utf8')).toBe('x');
    expect(litter()).toEqual([]);
  });

  test('a failed prompt ends all that wait', { timeout: 120_000 }, async () => {
    const holder = start({ ending: 'failure' });
    await holder.said('working');
    const others = Array.from({ length: 8 }, () => start({ patienceMs: 1 }));
    const pids = await Promise.all(others.map((child) => child.said('waiting')));
    expect(new Set(pids)).toEqual(new Set([`waiting ${holder.process.pid}`]));
    holder.process.stdin.end();
    expect(await holder.ended).toEqual(['working', 'failed PROMPT_CANCELLED']);
    for (const other of others) expect((await other.ended).at(-1)).toBe('failed PROMPT_CANCELLED');
    expect(litter()).toEqual([]);
  });

  test.skipIf(!posix)('a killed holder is followed at once', { timeout: 120_000 }, async () => {
    const holder = start({ ending: 'never' });
    await holder.said('working');
    const others = Array.from({ length: 8 }, () => start({ patienceMs: 1 }));
    await Promise.all(others.map((child) => child.said('waiting')));
    const killedAt = Date.now();
    holder.process.kill('SIGKILL');
    await Promise.race(others.map((child) => child.said('working')));
    expect(Date.now() - killedAt).toBeLessThan(3000);
    for (const other of others) {
      const lines = await other.ended;
      expect(lines.at(-1)).toBe('done');
      expect(lines).not.toContainEqual(expect.stringMatching(/broken|warning/));
    }
    expect(litter()).toEqual([]);
  });

  test.skipIf(!posix)('what a killed one left goes with the next holder', async () => {
    const holder = start({ ending: 'never' });
    await holder.said('working');
    const waiter = start({ ending: 'never', patienceMs: 1 });
    await waiter.said('waiting');
    holder.process.kill('SIGKILL');
    await waiter.said('working');
    waiter.process.kill('SIGKILL');
    await Promise.all([holder.ended, waiter.ended]);
    expect(litter().length).toBeGreaterThan(2);
    const next = {
      again: async () => undefined,
      work: async () => 1,
      shares: () => false,
      waiting: () => {},
    };
    await here().run('key', next);
    expect(litter()).toEqual([]);
  });

  test.skipIf(!posix)(
    'a stopped holder keeps the lock, however many come',
    { timeout: 120_000 },
    async () => {
      const holder = start({ ending: 'failure' });
      await holder.said('working');
      holder.process.kill('SIGSTOP');
      let told = 0;
      let allTold = () => {};
      const telling = new Promise<void>((resolve) => {
        allTold = resolve;
      });
      const crowd = Array.from({ length: 300 }, () =>
        here()
          .run('key', {
            again: async () => undefined,
            work: async () => 'broken',
            shares: () => false,
            waiting: () => {
              told += 1;
              if (told === 300) allTold();
            },
          })
          .catch((error: unknown) => String(error)),
      );
      await telling;
      holder.process.stdin.end();
      holder.process.kill('SIGCONT');
      expect(new Set(await Promise.all(crowd))).toEqual(new Set([String(sharedFailure('PROMPT_CANCELLED'))]));
      await holder.ended;
      expect(litter()).toEqual([]);
    },
  );

  test.skipIf(!posix)(
    'random kills never let two in, and leave nothing for long',
    { timeout: 120_000 },
    async () => {
      const total = 32;
      const atOnce = 16;
      const said: string[] = [];
      let survivors = 0;
      let state = 20_240_607;
      const roll = (sides: number) => {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
        return Math.floor((state / 2 ** 31) * sides);
      };
      let left = total;
      const worker = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          const child = start({ rounds: 3, workMs: roll(6), nested: roll(2) === 0 });
          const doomed = roll(3) > 0;
          const timer = doomed ? setTimeout(() => child.process.kill('SIGKILL'), 40 + roll(900)) : undefined;
          const lines = await child.ended;
          clearTimeout(timer);
          said.push(...lines.filter((line) => /broken|warning|failed/.test(line)));
          if (child.process.signalCode === null) {
            expect(lines.at(-1)).toBe('done');
            survivors += 1;
          }
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      expect(said).toEqual([]);
      expect(survivors).toBeGreaterThan(total / 4);
      expect(await start({ nested: true }).ended).toEqual(['working', 'done']);
      expect(litter()).toEqual([]);
    },
  );
});
