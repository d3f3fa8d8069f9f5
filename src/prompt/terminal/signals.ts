/** Handles the signals that end, stop or continue a question on the terminal. */
import { type EndingDuties, handleEndings, listen, type SignalHost } from '../../platform/endings.ts';

/** What the owner of a terminal does besides. */
export interface SignalDuties extends EndingDuties {
  /** Returns once this process is in the foreground; it is stopped until then. */
  awaitForeground(): void;
  /** Takes the terminal again and shows the question again. */
  resume(): void;
}

/** As `handleEndings`; and SIGTSTP stops this process with the terminal put back, SIGCONT shows the question again. */
export function handleSignals(duties: SignalDuties, host: SignalHost): () => void {
  if (host.platform === 'win32') return handleEndings(duties, host);

  const handleAll = () => {
    const stopEndings = handleEndings(duties, host);
    const stopStops = listen(host, [
      ['SIGTSTP', pause],
      ['SIGCONT', resume],
    ]);
    return () => {
      stopStops();
      stopEndings();
    };
  };
  const pause = () => {
    duties.leave();
    stop();
    // Without a handler the signal stops this process within this call, and the shell says "Stopped", not
    // "Stopped (signal)" as it does of SIGSTOP. The call returns once the process is continued, or at once in
    // an orphaned process group, which is never stopped.
    host.kill(host.pid, 'SIGTSTP');
    resume();
  };
  const resume = () => {
    // Handlers run in JavaScript, which a stopped process does not: `kill %1` would wait for `fg`.
    stop();
    duties.awaitForeground();
    stop = handleAll();
    duties.resume();
  };
  let stop = handleAll();
  return () => stop();
}

const KEYBOARD: ReadonlyMap<string, NodeJS.Signals> = new Map([
  ['interrupt', 'SIGINT'],
  ['quit', 'SIGQUIT'],
  ['suspend', 'SIGTSTP'],
]);

/** The signal that a key of `kind` sends on a terminal in line mode. */
export function keyboardSignal(kind: string): NodeJS.Signals | undefined {
  return KEYBOARD.get(kind);
}

/**
 * Sends a signal of the keyboard in the kernel's place, where stty(1) is missing: to the whole process group,
 * since `make` and the script around it must hear of Ctrl-C too. This process gets its own copy through
 * `handleSignals`.
 */
export function raiseFromKeyboard(signal: NodeJS.Signals, duties: SignalDuties, host: SignalHost): void {
  duties.leave();
  if (host.platform !== 'win32') host.kill(0, signal);
  else if (signal === 'SIGINT') duties.interrupted();
  else duties.resume();
}
