/** The part of `process` that signals go through. */
export type SignalHost = Pick<NodeJS.Process, 'on' | 'off' | 'kill' | 'pid' | 'platform'>;

const DEADLY: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'];

/** What the owner of a prompt does when a signal ends this process. */
export interface EndingDuties {
  /** Takes the prompt away: puts the terminal back, closes the window. */
  leave(): void;
  /** SIGINT came. */
  interrupted(): void;
}

/** What the owner of a terminal does besides. */
export interface SignalDuties extends EndingDuties {
  /** Returns once this process is in the foreground; it is stopped until then. */
  awaitForeground(): void;
  /** Takes the terminal again and shows the question again. */
  resume(): void;
}

/**
 * Handles signals until the returned function is called, and not a moment longer: with handlers that come
 * earlier or stay later Ctrl-C does nothing (99designs/aws-vault#236). Every other signal that ends a process ends
 * this one, by that signal, once the prompt is away.
 */
export function handleEndings(duties: EndingDuties, host: SignalHost): () => void {
  const die = (signal: NodeJS.Signals) => {
    duties.leave();
    stop();
    host.kill(host.pid, signal);
  };
  const stop = listen(host, [
    ['SIGINT', () => duties.interrupted()],
    ...DEADLY.map((signal) => [signal, () => die(signal)] as const),
  ]);
  return stop;
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

function listen(host: SignalHost, listeners: readonly (readonly [NodeJS.Signals, () => void])[]): () => void {
  for (const [signal, listener] of listeners) host.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) host.off(signal, listener);
  };
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
 * Sends a signal of the keyboard in the kernel's place, which does not in raw mode: to the whole process group,
 * since `make` and the script around it must hear of Ctrl-C too. This process gets its own copy through
 * `handleSignals`.
 */
export function raiseFromKeyboard(signal: NodeJS.Signals, duties: SignalDuties, host: SignalHost): void {
  duties.leave();
  if (host.platform !== 'win32') host.kill(0, signal);
  else if (signal === 'SIGINT') duties.interrupted();
  else duties.resume();
}
