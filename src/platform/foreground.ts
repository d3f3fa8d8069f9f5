/**
 * Tells which processes get the terminal's Ctrl-C, Ctrl-\ and Ctrl-Z: all of its foreground process group. A child
 * of ours in that group has the signal already.
 */
import process from 'node:process';
import type { ReadState } from './processes.ts';

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

/** Whether process `pid` is of the same process group as this one. */
export function isInOwnGroup(read: ReadState, pid: number): boolean {
  const own = read(process.pid);
  return own !== undefined && own.group === read(pid)?.group;
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
