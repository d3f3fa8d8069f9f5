import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { inEachWay, isGone, recorder, ways } from './transparency/stage.ts';

const linux = process.platform === 'linux';

/** How often each signal was recorded. */
function counts(text: string): Record<string, number> {
  const names = [...text.matchAll(/^got (\w+)/gm)].map(([, name = '']) => name);
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, names.filter((other) => other === name).length]),
  );
}

/** A command that does nothing for long, and whose parent's signals reach it at once. */
const idle = ['sh', '-c', 'echo "ready $$"; exec sleep 20'];

describe.skipIf(process.platform === 'win32')('signals without a terminal', () => {
  inEachWay('signals', ways, (stage, { how }) => {
    test.concurrent.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
      '%s reaches the command once, and its status counts',
      async (signal) => {
        const { child, shows, ended, text } = stage().start(recorder);
        await shows(/ready/);
        child.kill(signal);
        expect(await ended).toEqual({ status: 7, signal: null });
        expect(counts(text())).toEqual({ [signal]: 1 });
      },
    );

    test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGALRM'] as const)(
      '%s ends it',
      async (signal) => {
        const { child, shows, ended } = stage().start(idle);
        const [, pid = ''] = await shows(/ready (\d+)/);
        child.kill(signal);
        expect(await ended).toEqual({ status: null, signal });
        await expect.poll(() => isGone(Number(pid)), { timeout: 20_000 }).toBe(true);
      },
    );

    test('a command that ignores signals goes on to its end', async () => {
      const { child, shows, ended } = stage().start([
        'sh',
        '-c',
        'trap "" INT TERM HUP; echo ready; read line; exit 5',
      ]);
      await shows(/ready/);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) child.kill(signal);
      child.stdin?.end('go on\n');
      expect(await ended).toEqual({ status: 5, signal: null });
    });

    test('SIGTERM at any moment of the start leaves nobody behind', async () => {
      for (const ms of [0, 20, 40, 60, 80, 120, 200]) {
        const { child, ended } = stage().start(['sleep', '20']);
        await delay(ms);
        child.kill('SIGTERM');
        // Its stdout closes when the last process that has it is gone.
        expect(await ended).toEqual({ status: null, signal: 'SIGTERM' });
      }
    });

    test.runIf(linux)('no process stands beside the command', async () => {
      const { pid, child, shows, ended } = stage().start(idle);
      const [, own = ''] = await shows(/ready (\d+)/);
      if (how === 'spawn') expect(Number(own)).not.toBe(pid);
      else {
        expect(Number(own)).toBe(pid);
        expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('node');
        expect(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')).toBe('');
      }
      child.kill('SIGTERM');
      await ended;
    });
  });
});
