/**
 * Which processes the terminal's Ctrl-C, Ctrl-\ and Ctrl-Z go to: all of its foreground process group. A child of
 * ours in that group has the signal already.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

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
  return platform === 'linux' ? fromProc : fromPs;
}

/** Whether this process is in the terminal's foreground group at this moment. */
export function inForeground(read: ReadState): boolean {
  const own = read(process.pid);
  return own !== undefined && own.group === own.foreground;
}

/** Whether `pid` is in the foreground of the terminal that is ours too. */
export function isInSight(read: ReadState, pid: number): boolean {
  const own = read(process.pid);
  const other = read(pid);
  // The number of a foreground group says which terminal, for no two have the same.
  return (
    own !== undefined &&
    other !== undefined &&
    other.foreground > 0 &&
    other.foreground === own.foreground &&
    other.group === other.foreground &&
    other.state !== 'T'
  );
}

/**
 * Whether a job-control shell started this process: it then has its own group, and the shell takes the terminal
 * back when it sees it stopped. Where nobody would continue it, it must not stop.
 */
export function underJobControl(read: ReadState): boolean {
  const own = read(process.pid);
  const parent = own && read(own.parent);
  return (
    own !== undefined &&
    parent !== undefined &&
    own.foreground > 0 &&
    parent.session === own.session &&
    parent.group !== own.group
  );
}

/** Fields 3 to 8 of proc(5)'s `stat`; the name before them may hold blanks and brackets. */
export function parseStat(stat: string): ProcessState | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent, group, session, , foreground] = fields;
  return fields.length < 6 ? undefined : numbers(state, parent, group, session, foreground);
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

function fromProc(pid: number): ProcessState | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): ProcessState | undefined {
  const columns = ['-o', 'state=,ppid=,pgid=,sess=,tpgid=', '-p', String(pid)];
  const env = { PATH: process.env['PATH'] };
  const { stdout } = spawnSync('ps', columns, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env });
  return stdout ? parsePs(stdout) : undefined;
}
