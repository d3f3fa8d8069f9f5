/**
 * Forwards this process's signals to the child that it waits for. The terminal sends Ctrl-C and Ctrl-\ to the whole
 * foreground group, so the child has those already: a second SIGINT makes terraform give up its state lock. All others
 * are forwarded; one that was sent to the whole process group (`kill -- -PGID`) reaches the child twice. Signals that
 * come before the child exists are kept for it.
 */
import process from 'node:process';
import { inForeground, underJobControl } from '../../platform/foreground.ts';
import type { ReadState } from '../../platform/processes.ts';

/** The faults and SIGCHLD are this process's own. */
const FORWARDED: readonly NodeJS.Signals[] = [
  ...(['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGPIPE'] as const),
  ...([
    'SIGXCPU',
    'SIGXFSZ',
    'SIGVTALRM',
    'SIGPROF',
    'SIGIO',
    'SIGTRAP',
    'SIGSYS',
    'SIGABRT',
    'SIGPWR',
  ] as const),
];

export interface Relayed {
  readonly pid: number;
  /** Nothing happens once the child has ended. */
  kill(signal: NodeJS.Signals): void;
}

export interface SignalRelay {
  /** The child exists: what was kept goes to it, and what comes from now on. */
  attach(child: Relayed): void;
  /** Back to each signal's default. */
  release(): void;
}

/** To be called before the child is started. */
export function relaySignals(platform: NodeJS.Platform, read: ReadState): SignalRelay {
  const listeners = createListeners();
  if (platform === 'win32') {
    // The console sends Ctrl-C to the child as well, and `kill` would terminate it: only stay alive.
    for (const signal of ['SIGINT', 'SIGBREAK'] as const) listeners.on(signal, () => {});
    return { attach: () => {}, release: listeners.release };
  }

  const early: NodeJS.Signals[] = [];
  let receive: (signal: NodeJS.Signals) => void = (signal) => early.push(signal);
  for (const signal of FORWARDED) listeners.on(signal, () => receive(signal));

  return {
    attach(child) {
      receive = (signal) => forward(signal, child, read);
      followStops(child, read, listeners);
      for (const signal of early.splice(0)) child.kill(signal);
    },
    release: listeners.release,
  };
}

function forward(signal: NodeJS.Signals, child: Relayed, read: ReadState): void {
  const fromTerminal = (signal === 'SIGINT' || signal === 'SIGQUIT') && inForeground(read);
  if (!fromTerminal) child.kill(signal);
}

/**
 * Ctrl-Z: the child decides whether it stops, and this process stops after it. The handlers are installed only
 * once the child runs: a stop signal during a spawn could leave the fork stopped and Node waiting for it.
 */
function followStops(child: Relayed, read: ReadState, listeners: Listeners): void {
  const stopped = () => read(child.pid)?.state === 'T';
  const follow = () => {
    if (!stopped() || !underJobControl(read)) return;
    listeners.without('SIGTSTP', () => process.kill(process.pid, 'SIGTSTP'));
  };
  listeners.on('SIGTSTP', () => inForeground(read) || child.kill('SIGTSTP'));
  listeners.on('SIGCHLD', follow);
  listeners.on('SIGCONT', () => {
    // A shell's `fg` continues the whole group: the child has it already, and must not see two.
    if (stopped() || !underJobControl(read)) child.kill('SIGCONT');
  });
  listeners.on('SIGWINCH', () => inForeground(read) || child.kill('SIGWINCH'));
  // It may have stopped itself before anybody listened.
  follow();
}

type Listeners = ReturnType<typeof createListeners>;

function createListeners() {
  const installed = new Map<NodeJS.Signals, () => void>();
  const on = (signal: NodeJS.Signals, listener: () => void) => {
    try {
      process.on(signal, listener);
      installed.set(signal, listener);
    } catch {
      // This system has no such signal.
    }
  };
  return {
    on,
    /** The signal has its default while `action` runs. */
    without(signal: NodeJS.Signals, action: () => void) {
      const listener = installed.get(signal);
      if (listener) process.removeListener(signal, listener);
      action();
      if (listener) on(signal, listener);
    },
    release() {
      for (const [signal, listener] of installed) process.removeListener(signal, listener);
    },
  };
}
