// Many that want the same session at once, each with a lock of its own: `crowd.mjs FOLDER COUNT` prints milliseconds
// and how often the work was done. Bundled by scale.mjs.
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createSingleFlight } from '../../src/lock/single-flight.ts';

const [folder = '', count = '1'] = process.argv.slice(2);
let cached = 0;
let worked = 0;

async function one() {
  const flights = createSingleFlight({
    dirs: [folder],
    platform: process.platform,
    uid: process.getuid?.() ?? 0,
    warn: (line) => {
      throw new Error(line);
    },
  });
  await flights.run('key', {
    again: async () => cached || undefined,
    work: async () => {
      await delay(100);
      worked += 1;
      cached = 1;
      return cached;
    },
    shares: () => true,
    waiting: () => {},
  });
}

const start = performance.now();
await Promise.all(Array.from({ length: Number(count) }, one));
console.log(JSON.stringify({ ms: performance.now() - start - 100, worked }));
