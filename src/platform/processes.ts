/** What the system says of processes: /proc on Linux (proc(5)), ps(1) elsewhere. Windows has neither. */
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, isAbsolute } from 'node:path';
import process from 'node:process';
import { errorCode } from '../base/error-code.ts';

export interface ProcessState {
  /** One letter: `T` is stopped. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** The terminal's foreground process group; -1 without a terminal. */
  readonly foreground: number;
}

/** The state of a process now; nothing when it is gone. */
export type ReadState = (pid: number) => ProcessState | undefined;

export function readState(platform: NodeJS.Platform): ReadState {
  return platform === 'linux'
    ? (pid) => parseStat(readProcess(pid, 'stat'))
    : (pid) => parsePs(ps('-o', 'state=,ppid=,pgid=,sess=,tpgid=', '-p', String(pid)));
}

/** The parent of each process that runs. */
export function parents(platform: NodeJS.Platform): Map<number, number> {
  if (platform !== 'linux') {
    const lines = ps('-A', '-o', 'pid=,ppid=').trim().split('\n');
    return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
  }
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const state = /^\d+$/.test(name) ? parseStat(readProcess(Number(name), 'stat')) : undefined;
    if (state !== undefined) found.set(Number(name), state.parent);
  }
  return found;
}

/** The controlling terminal: its device number on Linux, else its name as ps(1) has it; nothing where there is none. */
export function controllingTerminal(pid: number, platform: NodeJS.Platform): string | undefined {
  const text =
    platform === 'linux' ? statFields(readProcess(pid, 'stat'))[4] : ps('-o', 'tty=', '-p', String(pid));
  const tty = (text ?? '').trim();
  // ps writes `?`, `??` or `-` for none.
  return tty === '0' || !/^[\w/.]+$/.test(tty) ? undefined : tty;
}

/** When a process started, in the system's own words: the same number and the same start are the same process. */
export function startOf(pid: number, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return undefined;
  const text =
    platform === 'linux' ? statFields(readProcess(pid, 'stat'))[19] : ps('-o', 'lstart=', '-p', String(pid));
  return text?.trim() || undefined;
}

/** Whether the process that started so still runs. One that has ended and is not waited for does not. */
export function isAlive(pid: number, startedAt: string | undefined, platform: NodeJS.Platform): boolean {
  if (!exists(pid)) return false;
  if (platform === 'win32' || startedAt === undefined) return true;
  const state = readState(platform)(pid)?.state;
  // Another user's (sudo) may not be shown.
  if (state === undefined) return exists(pid);
  return state !== 'Z' && state !== 'X' && startOf(pid, platform) === startedAt;
}

/** Whether there is a process of this number, be it another user's. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** How long a process has been running, in milliseconds, to the second; nothing when it is gone. Not for Linux. */
export function processAgeMs(pid: number): number | undefined {
  return elapsedMs(ps('-o', 'etime=', '-p', String(pid)));
}

/** Whether a process that this one may signal has this number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Reads `/proc/PID/FILE`; empty where it cannot be seen. */
export function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The environment for a program of the system: where it finds others, and none of the keys that ours may hold. */
export function pathOnly(): NodeJS.ProcessEnv {
  return { PATH: absoluteFolders(process.env['PATH']) };
}

/**
 * `path` without the current folder and what is named from there: a program of that name in a repository that was cloned
 * is not the one that is meant.
 */
export function absoluteFolders(path: string | undefined): string {
  // An empty one is the current folder.
  return (path ?? '').split(delimiter).filter(isAbsolute).join(delimiter) || '/usr/bin:/bin';
}

/** Fields 3 to 8 of `/proc/PID/stat`. */
export function parseStat(stat: string): ProcessState | undefined {
  const [state = '', parent, group, session, , foreground] = statFields(stat);
  return foreground === undefined ? undefined : numbers(state, parent, group, session, foreground);
}

/** From the third on: the second is the program's name, which may hold blanks and brackets. */
function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** A line of `ps -o state=,ppid=,pgid=,sess=,tpgid=`; `sess` is an address or 0 on macOS, the same for all. */
export function parsePs(line: string): ProcessState | undefined {
  const [state = '', parent, group, session, foreground] = line.trim().split(/\s+/);
  return foreground === undefined
    ? undefined
    : numbers(state.slice(0, 1), parent, group, session, foreground);
}

function numbers(state: string, ...rest: (string | undefined)[]): ProcessState {
  const [parent = 0, group = 0, session = 0, foreground = -1] = rest.map(Number);
  return { state, parent, group, session, foreground };
}

/** Milliseconds of `ps -o etime`: `[[dd-]hh:]mm:ss` (POSIX ps); `undefined` for anything else. */
export function elapsedMs(text: string): number | undefined {
  const parts = /^\s*(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s*$/.exec(text);
  if (parts === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/**
 * Changes this process's own soft limit on open files by util-linux's prlimit, for where libc cannot be called. Nothing
 * happens where there is none, or where it is refused.
 */
export function setSoftNofileFromOutside(soft: bigint): void {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const args = ['--pid', String(process.pid), `--nofile=${soft}:`];
  spawnSync('prlimit', args, { stdio: 'ignore', timeout: 2000, env: pathOnly() });
}

/** What ps(1) prints; empty where it fails. node:child_process is loaded here only: a cached call does without. */
function ps(...args: readonly string[]): string {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout } = spawnSync('ps', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 2000,
    env: pathOnly(),
  });
  return stdout ?? '';
}
