/**
 * A program of the tests that does what its first argument says with the adapters under test: `run MODE -- COMMAND`
 * or `exit STATUS|SIGNAL [stuck FIFO]`. TEST_KOFFI=none hides koffi.
 */
import { open, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { MfaExecError } from '../../src/base/errors.ts';
import { type Exit, exitOf } from '../../src/base/exit.ts';
import { createRunner } from '../../src/run/choose.ts';
import { takeInherited } from '../../src/run/exec/inherited.ts';
import { hardExit } from '../../src/run/hard-exit.ts';
import { takeEarlySignals } from '../../src/run/spawn/early-signals.ts';

takeEarlySignals();
const { platform } = process;
const inherited = takeInherited(platform, process.env);
const { TEST_KOFFI, TEST_ROOT = '', ...env } = process.env;
const programFile = TEST_KOFFI === 'none' ? '/program.cjs' : join(TEST_ROOT, 'dist', 'program.cjs');
const [what, how = '', ...rest] = process.argv.slice(2);

async function run(mode: string): Promise<void> {
  const runner = createRunner({ env: process.env, inherited, platform, programFile, mode });
  const [name = '', ...args] = rest.slice(1);
  try {
    const exit = await runner.run([name, ...args], { ...env, TEST_ADDED: 'yes' });
    await hardExit(exit, { stuck: false, programFile });
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    writeSync(2, `${error.code}: ${error.message}\n`);
    const exit = exitOf(error);
    process.exitCode = 'code' in exit ? exit.code : 1;
  }
}

async function end(exit: Exit): Promise<void> {
  const [stuck, fifo] = rest;
  // Nobody writes to it: the thread that opens it waits, as one does inside a keychain that never answers.
  if (fifo !== undefined) open(fifo, 'r', () => {});
  await new Promise((resolve) => setTimeout(resolve, fifo === undefined ? 0 : 100));
  await hardExit(exit, { stuck: stuck === 'stuck', programFile });
}

const signal = (Object.keys(constants.signals) as NodeJS.Signals[]).find((name) => name === how);
await (what === 'run' ? run(String(how)) : end(signal ? { signal } : { code: Number(how) }));
