/** Ends what this process has begun before a signal ends it. */

/** The part of `process` that signals go through. */
export type SignalHost = Pick<NodeJS.Process, 'on' | 'off' | 'kill' | 'pid' | 'platform'>;

const DEADLY: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'];

/** What is to be done when a signal ends this process. */
export interface EndingDuties {
  /** Puts the terminal back, closes the window, ends the helper. */
  leave(): void;
  /** SIGINT came. */
  interrupted(): void;
}

/**
 * Handles signals until the returned function is called, and not a moment longer: with handlers that come
 * earlier or stay later Ctrl-C does nothing (99designs/aws-vault#236). Every other signal that ends a process ends
 * this one, by that signal, once `leave` has returned.
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

export function listen(
  host: SignalHost,
  listeners: readonly (readonly [NodeJS.Signals, () => void])[],
): () => void {
  for (const [signal, listener] of listeners) host.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) host.off(signal, listener);
  };
}
