/**
 * Signals of a process that waits for its child. Design rule: each signal reaches the child, and none twice from
 * the terminal. What comes before the child exists is kept for it.
 */
import process from 'node:process';
import { inForeground, type ReadState, underJobControl } from './run-foreground.ts';

/** Sent by the terminal to the whole foreground group, or by somebody to one process. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** Never from a terminal, or for one process alone. The faults and SIGCHLD are this process's own. */
const FORWARDED: readonly NodeJS.Signals[] = [
  ...(['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGPIPE', 'SIGXCPU', 'SIGXFSZ'] as const),
  ...(['SIGVTALRM', 'SIGPROF', 'SIGIO', 'SIGURG', 'SIGTRAP', 'SIGSYS', 'SIGABRT', 'SIGPWR'] as const),
];

export interface SignalRelay {
  /** The child exists: what was kept goes to it, and what comes from now on. */
  attach(child: { readonly pid: number; kill(signal: NodeJS.Signals): void }): void;
  /** Back to each signal's default. */
  release(): void;
}

/** To be called before the child is started. */
export function relaySignals(platform: NodeJS.Platform, read: ReadState): SignalRelay {
  const installed = new Map<NodeJS.Signals, () => void>();
  const early: NodeJS.Signals[] = [];
  let send: (signal: NodeJS.Signals) => void = (signal) => early.push(signal);

  const on = (signal: NodeJS.Signals, listener: () => void) => {
    try {
      process.on(signal, listener);
      installed.set(signal, listener);
    } catch {
      // This system has no such signal.
    }
  };

  if (platform === 'win32') {
    // The console sends Ctrl-C to the child as well, and `kill` would terminate it: only stay alive.
    for (const signal of ['SIGINT', 'SIGBREAK'] as const) on(signal, () => {});
  } else {
    for (const signal of FORWARDED) on(signal, () => send(signal));
    for (const signal of FROM_TERMINAL) on(signal, () => inForeground(read) || send(signal));
  }

  return {
    attach(child) {
      if (platform === 'win32') return;
      send = (signal) => child.kill(signal);
      for (const signal of early.splice(0)) send(signal);
      followStops(child, read, on);
    },
    release() {
      for (const [signal, listener] of installed) process.removeListener(signal, listener);
    },
  };
}

/**
 * Ctrl-Z: the child decides (it may tidy up first, or ignore it), and this process stops when the child has. Only
 * once the child runs: a handled stop signal in the middle of a spawn could leave the fork stopped and Node
 * waiting for it.
 */
function followStops(
  child: { readonly pid: number; kill(signal: NodeJS.Signals): void },
  read: ReadState,
  on: (signal: NodeJS.Signals, listener: () => void) => void,
): void {
  const stopped = () => read(child.pid)?.state === 'T';
  const onStop = () => inForeground(read) || child.kill('SIGTSTP');
  on('SIGTSTP', onStop);
  on('SIGCHLD', () => {
    if (!stopped() || !underJobControl(read)) return;
    process.removeListener('SIGTSTP', onStop);
    process.kill(process.pid, 'SIGTSTP');
    on('SIGTSTP', onStop);
  });
  on('SIGCONT', () => {
    if (stopped()) child.kill('SIGCONT');
  });
  on('SIGWINCH', () => inForeground(read) || child.kill('SIGWINCH'));
}
