import { parseArgs } from 'node:util';
import { nodePath } from '../lib/nodes.mjs';
import { executablePath, ownSystem } from '../lib/runtimes.mjs';
import { Random } from './random.ts';
import { openSeries, type SeriesOptions, Tally } from './series.ts';

const USAGE = `npm run soak -- [--rounds 100] [--processes 6] [--seed N] [--node 20,24,executable] [--store file,keychain]

Rounds of processes that all want one session, with an empty cache, a flaky AWS and random kills. The end is clean
when every process that was not killed succeeded, STS was called no more often than needed, and no lock, socket,
temporary file or process is left. The same seed gives the same plan. --node takes major versions, fetched before
with: node scripts/nodes.mjs 24
`;

/** Runs the soak; resolves to the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '100' },
      processes: { type: 'string', default: '6' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      node: { type: 'string' },
      store: { type: 'string', default: process.platform === 'linux' ? 'file,keychain' : 'file' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [rounds, processes, seed] = [values.rounds, values.processes, values.seed].map(Number);
  if (!rounds || !processes || seed === undefined || Number.isNaN(seed)) throw new RangeError(USAGE);
  const majors = values.node?.split(',') ?? [];
  const running = process.versions.node.replace(/\..*/, '');
  const [first = process.execPath, ...others] = majors.map((major) =>
    major === 'executable'
      ? executablePath(ownSystem())
      : major === running
        ? process.execPath
        : nodePath(major),
  );
  console.log(`soak: seed ${seed}`);

  const start = performance.now();
  const tally = new Tally();
  const stores = values.store.split(',').map((name) => {
    if (name === 'file' || name === 'keychain') return name;
    throw new RangeError(USAGE);
  });
  await Promise.all(
    stores.map((store, at) => {
      const options = { store, processes, nodes: [first, ...others], random: new Random(seed + at) } as const;
      return work(options, share(rounds, stores.length, at), tally);
    }),
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(
    `soak: ${tally.problems === 0 ? 'clean' : `${tally.problems} problems`}: ` +
      `${tally.rounds} rounds of ${processes} on Node ${majors.join(', ') || running}, seed ${seed}, ${seconds} s; ` +
      `${tally.started} started, ${tally.killed} killed, ${tally.succeeded} succeeded, ${tally.outages} outages; ` +
      `${tally.codes} codes, ${tally.minted} sessions, of them ${tally.lost} lost by kills and ${tally.renewed} renewed; ` +
      `${tally.crashes} crashes of the Secret Service itself`,
  );
  return tally.problems === 0 ? 0 : 1;
}

async function work(options: SeriesOptions, rounds: number, tally: Tally): Promise<void> {
  let series = await openSeries(options);
  try {
    for (let round = 0; round < rounds; round++) {
      if (!(await series.round(tally))) {
        await series.dispose();
        series = await openSeries(options);
      }
      if (tally.rounds % 50 === 0) console.log(`soak: ${tally.rounds} rounds, ${tally.problems} problems`);
    }
    await series.finish(tally);
  } finally {
    await series.dispose();
  }
}

function share(rounds: number, count: number, at: number): number {
  return Math.floor(rounds / count) + (at < rounds % count ? 1 : 0);
}
