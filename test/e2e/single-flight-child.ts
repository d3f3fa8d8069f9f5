/**
 * One process of the single-flight tests, bundled by them: its argument is an `Orders` in JSON. It prints a
 * line an event; a lock that lets two in at once shows as `broken`, because both cannot listen on one port.
 */

import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { MfaExecError } from '../../src/base/errors.ts';
import type { Flight } from '../../src/base/flight.ts';
import { createSingleFlight } from '../../src/lock/single-flight.ts';

export interface Orders {
  readonly dir: string;
  /** The port that shows whether only one works. */
  readonly port: number;
  /** A file that the work writes and the others look into. */
  readonly cache?: string;
  readonly rounds?: number;
  readonly workMs?: number;
  /** Fails once its stdin is closed, or never ends. */
  readonly ending?: 'failure' | 'never';
  readonly patienceMs?: number;
  /** Works inside a second flight with another key. */
  readonly nested?: boolean;
}

const orders: Orders = JSON.parse(process.argv[2] ?? '{}');
const { dir, port, cache, rounds = 1, workMs = 5, ending, patienceMs = 1000, nested = false } = orders;

const say = (event: string) => process.stdout.write(`${event}\n`);
const flights = createSingleFlight({
  dirs: [dir],
  platform: process.platform,
  uid: process.getuid?.() ?? 0,
  warn: (line) => say(`warning ${line}`),
  patienceMs,
});

async function alone<T>(work: () => Promise<T>): Promise<T> {
  const witness = createServer();
  await new Promise<void>((resolve, reject) => {
    witness.once('error', reject);
    witness.listen({ port, host: '127.0.0.1' }, () => resolve());
  }).catch((error) => say(`broken ${error.code}`));
  try {
    return await work();
  } finally {
    await new Promise((resolve) => witness.close(resolve));
  }
}

async function work() {
  say('working');
  if (ending === 'never') await new Promise((resolve) => setTimeout(resolve, 600_000));
  if (ending === 'failure') await once(process.stdin.resume(), 'end');
  await delay(workMs);
  if (ending === 'failure') throw new MfaExecError('PROMPT_CANCELLED', 'cancelled', { hint: 'try again' });
  if (cache !== undefined) {
    appendFileSync(`${cache}.works`, 'x');
    writeFileSync(cache, 'session');
  }
  return 'session';
}

const flight: Flight<string> = {
  again: async () => (cache !== undefined && existsSync(cache) ? readFileSync(cache, 'utf8') : undefined),
  work: () =>
    alone(() =>
      nested
        ? flights.run('tty', { again: async () => undefined, work, shares: () => false, waiting: () => {} })
        : work(),
    ),
  shares: () => true,
  waiting: (pid: number) => say(`waiting ${pid}`),
};

try {
  for (let round = 0; round < rounds; round++) await flights.run('key', flight);
  say('done');
} catch (error) {
  say(`failed ${error instanceof MfaExecError ? error.code : String(error)}`);
}
