/**
 * Starts the command in the best way that this machine offers: exec through libc, exec through Node, or a child
 * process. The command should not notice which.
 */
import process from 'node:process';
import { MfaExecError } from '../base/errors.ts';
import type { Env, Runner } from '../base/ports.ts';
import { shownValue } from '../base/shown-value.ts';
import { keepsIgnoredSignals } from '../platform/node/process-state.ts';
import { readProcess, setSoftNofileFromOutside } from '../platform/processes.ts';
import { candidates, search } from './command-lookup.ts';
import type { Inherited } from './exec/inherited.ts';
import { probe } from './exec/probe.ts';
import { notStarted } from './not-started.ts';

export interface RunnerOptions {
  /** The environment that the process was started with. */
  readonly env: Env;
  /** From `takeInherited`. */
  readonly inherited: Inherited;
  readonly platform: NodeJS.Platform;
  /** Where koffi is looked up from: the file of the running program. */
  readonly programFile: string;
  /** A `RunnerMode`, as MFA_EXEC_RUNNER has it; anything else is refused when the command is to start. */
  readonly mode: string;
  /** Called when nothing but the command's own start is left. */
  readonly beforeStart?: () => void;
}

/**
 * `auto` becomes the command where it can, and waits for a child elsewhere; `spawn` always waits for a child;
 * `exec` fails where it cannot become the command.
 */
type RunnerMode = 'auto' | 'exec' | 'spawn';

type Command = readonly [string, ...string[]];

export function createRunner(options: RunnerOptions): Runner {
  const { inherited } = options;
  return {
    check: () => void runnerMode(options.mode),
    async run(command, env) {
      const mode = runnerMode(options.mode);
      if (options.platform === 'win32') {
        const file = await findOnWindows(command, env);
        options.beforeStart?.();
        return spawnHere(command, file, env, []);
      }
      if (mode !== 'spawn') await execWithLibc(command, env);
      const file = find(command, env);
      await restoreNofile();
      options.beforeStart?.();
      if (mode !== 'spawn' && inherited.lost.length === 0) {
        const { execNative, nativeExecve } = await import('./exec/native.ts');
        const execve = nativeExecve();
        if (execve) execNative(execve, file, command, env);
      }
      if (mode === 'exec') throw cannotExec();
      return spawnHere(command, file, env, inherited.lost);
    },
  };

  async function execWithLibc(command: Command, env: Env): Promise<void> {
    const { loadLibc } = await import('../platform/libc.ts');
    const libc = loadLibc(options.programFile);
    if (!libc) return;
    const { execInPlace } = await import('./exec/runner.ts');
    const { linuxOriginals, noOriginals } = await import('./exec/bytes.ts');
    const originals = options.platform === 'linux' ? linuxOriginals : noOriginals;
    throw execInPlace(command, env, {
      libc,
      inherited,
      originals,
      start: options.env,
      softNofile: await softNofile(),
      hangupIgnored: await hangupIgnored(),
      beforeStart: options.beforeStart,
    });
  }

  async function hangupIgnored(): Promise<boolean> {
    if (keepsIgnoredSignals) return false;
    const { hangupWasIgnored } = await import('./exec/nohup.ts');
    const { ppid } = process;
    return options.platform === 'linux' && hangupWasIgnored(options.env, (file) => readProcess(ppid, file));
  }

  async function restoreNofile(): Promise<void> {
    const soft = await softNofile();
    if (soft === undefined) return;
    const { loadLibc } = await import('../platform/libc.ts');
    const libc = loadLibc(options.programFile);
    if (libc === undefined) setSoftNofileFromOutside(soft);
    else libc.setSoftLimit('nofile', soft);
  }

  async function softNofile(): Promise<bigint | undefined> {
    const { softNofileOf } = await import('./exec/limits.ts');
    return softNofileOf(process.ppid, options.platform);
  }

  async function spawnHere(command: Command, file: string, env: Env, descriptors: readonly number[]) {
    const { spawnAndWait } = await import('./spawn/runner.ts');
    // Loaded now: an upgrade while the command runs takes the file away.
    await import('./hard-exit.ts');
    return spawnAndWait({ command, file, env, descriptors, platform: options.platform });
  }

  async function findOnWindows([name]: Command, env: Env): Promise<string> {
    const { findOnWindows: find } = await import('../platform/windows-probe.ts');
    const { windowsNotFound } = await import('../platform/windows-lookup.ts');
    const file = find(name, env);
    if (file === undefined) throw windowsNotFound(name, find(`.\\${name}`, env) !== undefined);
    return file;
  }

  function find([name]: Command, env: Env): string {
    const found = search(candidates(name, env['PATH']), probe);
    if ('refusal' in found) throw notStarted(name, found.refusal, found.file);
    return found.file;
  }
}

function runnerMode(text: string): RunnerMode {
  if (text === 'auto' || text === 'exec' || text === 'spawn') return text;
  throw new MfaExecError('USAGE', `MFA_EXEC_RUNNER: there is no runner '${shownValue(text)}'`, {
    hint: 'MFA_EXEC_RUNNER=auto|exec|spawn',
  });
}

function cannotExec(): MfaExecError {
  return new MfaExecError('USAGE', 'mfa-exec cannot become the command on this machine', {
    hint: 'install the optional package koffi, or unset MFA_EXEC_RUNNER',
  });
}
