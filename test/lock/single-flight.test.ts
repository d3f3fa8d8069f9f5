import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import type { Flight, SingleFlight } from '../../src/base/flight.ts';
import { createSingleFlight } from '../../src/lock/single-flight.ts';

const posix = process.platform !== 'win32';

let dir: string;
let warnings: string[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sf-'));
  warnings = [];
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function singleFlight(dirs: readonly string[] = [join(dir, 'locks')], patienceMs = 1000): SingleFlight {
  return createSingleFlight({
    dirs,
    platform: process.platform,
    uid: process.getuid?.() ?? 0,
    warn: (line) => warnings.push(line),
    patienceMs,
  });
}

function flight<T>(parts: Partial<Flight<T>> & Pick<Flight<T>, 'work'>): Flight<T> {
  return { again: async () => undefined, shares: () => false, waiting: () => {}, ...parts };
}

/** A promise and its handle. */
function gate<T = void>() {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

function litter(): string[] {
  return posix ? readdirSync(join(dir, 'locks')) : [];
}

describe('one run', () => {
  test('works and leaves nothing behind', async () => {
    expect(await singleFlight().run('k', flight({ work: async () => 7 }))).toBe(7);
    expect(litter()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('looks again before it works', async () => {
    const found = await singleFlight().run(
      'k',
      flight({
        again: async () => 'cached',
        work: async () => {
          throw new Error('worked');
        },
      }),
    );
    expect(found).toBe('cached');
    expect(litter()).toEqual([]);
  });

  test('passes any failure of the work on and leaves nothing behind', async () => {
    const bug = new TypeError('bug');
    await expect(
      singleFlight().run('k', flight({ work: () => Promise.reject(bug), shares: () => true })),
    ).rejects.toBe(bug);
    expect(litter()).toEqual([]);
  });

  test('can hold another key meanwhile', async () => {
    const flights = singleFlight();
    const outer = flights.run(
      'session',
      flight({ work: () => flights.run('tty-34816', flight({ work: async () => '123456' })) }),
    );
    expect(await outer).toBe('123456');
    expect(litter()).toEqual([]);
  });
});

describe('several at once', () => {
  test('one works, the others look again', async () => {
    let works = 0;
    let cache: number | undefined;
    const runs = Array.from({ length: 40 }, () =>
      singleFlight().run(
        'k',
        flight({
          again: async () => cache,
          work: async () => {
            works += 1;
            await new Promise((resolve) => setTimeout(resolve, 50));
            cache = 7;
            return 7;
          },
        }),
      ),
    );
    expect(await Promise.all(runs)).toEqual(Array(40).fill(7));
    expect(works).toBe(1);
    expect(litter()).toEqual([]);
  });

  test('those that find nothing work one after the other', async () => {
    let inside = 0;
    let works = 0;
    const runs = Array.from({ length: 12 }, () =>
      singleFlight().run(
        'k',
        flight({
          work: async () => {
            inside += 1;
            expect(inside).toBe(1);
            await new Promise((resolve) => setTimeout(resolve, 3));
            inside -= 1;
            works += 1;
            return works;
          },
        }),
      ),
    );
    expect((await Promise.all(runs)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(litter()).toEqual([]);
  });

  test('different keys do not wait for each other', async () => {
    const held = gate();
    const flights = singleFlight();
    const first = flights.run('a', flight({ work: () => held.opened }));
    expect(await flights.run('b', flight({ work: async () => 'b' }))).toBe('b');
    held.open();
    await first;
    expect(litter()).toEqual([]);
  });

  test('a shared failure ends all that wait, with its code and our words', async () => {
    const { first, others, fail } = await queue({ shares: () => true });
    const refusal = new MfaExecError('PROMPT_CANCELLED', 'cancelled at the prompt', {
      hint: 'mfa-exec login',
    });
    fail(refusal);
    await expect(first).rejects.toBe(refusal);
    for (const other of others) {
      const error = await other.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(MfaExecError);
      expect(error).toMatchObject({
        code: 'PROMPT_CANCELLED',
        message:
          'another mfa-exec was getting this session and failed: the question for the code was cancelled',
      });
    }
    expect(litter()).toEqual([]);
  });

  test('a failure that is not shared leaves the others their turn', async () => {
    const { first, others, fail } = await queue({ shares: () => false });
    fail(new MfaExecError('AWS_UNREACHABLE', 'no network'));
    await expect(first).rejects.toThrow('no network');
    expect(await Promise.all(others)).toEqual(['own', 'own', 'own']);
    expect(litter()).toEqual([]);
  });

  test('those that wait are told for whom, once', async () => {
    const held = gate<string>();
    const told = gate<number>();
    let tellings = 0;
    const holding = gate();
    const first = singleFlight().run(
      'k',
      flight({
        work: () => {
          holding.open();
          return held.opened;
        },
      }),
    );
    await holding.opened;
    const second = singleFlight(undefined, 10).run(
      'k',
      flight({
        work: async () => 'second',
        waiting: (pid) => {
          tellings += 1;
          told.open(pid);
        },
      }),
    );
    expect(await told.opened).toBe(process.pid);
    held.open('first');
    expect(await first).toBe('first');
    expect(await second).toBe('second');
    expect(tellings).toBe(1);
  });

  /** One that holds the lock until `fail`, and three that wait for it. */
  async function queue({ shares }: { shares: () => boolean }) {
    const held = gate<never>();
    let fail: (error: Error) => void = () => {};
    const failing = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const holding = gate();
    const first = singleFlight().run(
      'k',
      flight<string>({
        work: () => {
          holding.open();
          return Promise.race([held.opened, failing]);
        },
        shares,
      }),
    );
    first.catch(() => {});
    await holding.opened;
    const waits = [gate(), gate(), gate()];
    const others = waits.map((wait) =>
      singleFlight(undefined, 1).run('k', flight({ work: async () => 'own', waiting: () => wait.open() })),
    );
    for (const other of others) other.catch(() => {});
    await Promise.all(waits.map((wait) => wait.opened));
    return { first, others, fail };
  }
});

describe.skipIf(!posix)('folders', () => {
  test('the next folder is taken where the first cannot be used', async () => {
    const second = join(dir, 'second');
    const flights = singleFlight(['/dev/null/locks', second]);
    const seen: string[] = [];
    await flights.run('k', flight({ work: async () => void seen.push(...readdirSync(second)) }));
    expect(seen).toHaveLength(2);
    expect(readdirSync(second)).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('a path that is too long for a socket is passed over', async () => {
    const second = join(dir, 'second');
    await singleFlight([join(dir, 'x'.repeat(100)), second]).run('k', flight({ work: async () => 1 }));
    expect(readdirSync(dir)).toEqual(['second']);
    expect(warnings).toEqual([]);
  });

  test('without any, the work runs and one line says so', async () => {
    const flights = singleFlight(['/dev/null/locks']);
    expect(await flights.run('k', flight({ work: async () => 1 }))).toBe(1);
    expect(await flights.run('k', flight({ again: async () => 2, work: async () => 1 }))).toBe(2);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^cannot wait for other mfa-exec processes.*ENOTDIR/);
  });
});
