import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What a disk, a kernel or an administrator says at the worst moment. */
const ERRORS = ['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR', 'ELOOP', 'EROFS', 'ENOSPC', 'EIO', 'EMFILE'] as const;

type AnyFunction = (...args: unknown[]) => unknown;

interface Failing {
  /** Only calls about this folder, and about files opened below it, count. */
  readonly below: string;
  /** Which of them fail. */
  readonly fails: (call: number) => boolean;
  readonly code: string;
}

/** Runs `work` while calls of node:fs fail; resolves to how many calls there were. Rejects as `work` does. */
async function withFailingFs(failing: Failing, work: () => unknown): Promise<number> {
  const opened = new Set<unknown>();
  let calls = 0;

  const concerns = (args: readonly unknown[]) =>
    args.slice(0, 2).some((arg) => typeof arg === 'string' && arg.startsWith(failing.below)) ||
    (typeof args[0] === 'number' && opened.has(args[0]));

  function wrap(name: string, real: AnyFunction, fail: (error: Error) => unknown): AnyFunction {
    return (...args) => {
      if (!concerns(args)) return real(...args);
      calls += 1;
      if (failing.fails(calls)) {
        // As close(2): the descriptor is gone, whatever it says.
        if (name === 'closeSync') real(...args);
        if (name === 'existsSync') return false;
        const message = `${failing.code}: injected, ${name} '${String(args[0])}'`;
        return fail(Object.assign(new Error(message), { code: failing.code }));
      }
      const result = real(...args);
      if (name === 'openSync') opened.add(result);
      return result;
    };
  }

  const thrown = (error: Error) => {
    throw error;
  };
  const undo = [
    ...patch(
      fs,
      (name) => name.endsWith('Sync'),
      (name, real) => wrap(name, real, thrown),
    ),
    ...patch(
      fs.promises,
      () => true,
      (name, real) => wrap(name, real, (error) => Promise.reject(error)),
    ),
  ];
  syncBuiltinESMExports();
  try {
    await work();
    return calls;
  } finally {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  }
}

function patch(
  module: object,
  wanted: (name: string) => boolean,
  wrap: (name: string, real: AnyFunction) => AnyFunction,
): (() => void)[] {
  return Object.entries(module).flatMap(([name, real]) => {
    if (typeof real !== 'function' || !wanted(name)) return [];
    Reflect.set(module, name, wrap(name, real.bind(module)));
    return [() => void Reflect.set(module, name, real)];
  });
}

/** Lets each call of `work` fail, alone and with all that come after it, with one error or another. */
export async function eachFailure(below: string, prepare: () => void, work: () => unknown): Promise<number> {
  prepare();
  const count = await withFailingFs({ below, fails: () => false, code: '' }, work);
  for (let nth = 1; nth <= count; nth++) {
    const once = (call: number) => call === nth;
    const fromThenOn = (call: number) => call >= nth;
    for (const [at, fails] of [once, fromThenOn].entries()) {
      prepare();
      await withFailingFs({ below, fails, code: ERRORS[(nth + 4 * at) % ERRORS.length] ?? 'EIO' }, work);
    }
  }
  return count;
}
