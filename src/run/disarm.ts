/**
 * Takes back what Node's own variables (`NODE_OPTIONS`, `NODE_DEBUG`, …) switch on in this process and would show its
 * secrets to others. They are meant for the command, which gets them unchanged. docs/security.md lists them all.
 */
import process from 'node:process';
import { standInForStderr } from './stand-in-stderr.ts';

/**
 * To be called before anything else: closes the inspector of `--inspect` or of a SIGUSR1 that came early, and takes
 * away what `--heapsnapshot-signal` and `--report-on-signal` do on a signal. Costs 5 µs where there is nothing to undo.
 */
export function disarm(): void {
  // It is what inspector.close() calls; node:inspector takes 2 ms to load.
  (process as { _debugEnd?: () => void })._debugEnd?.();
  for (const event of process.eventNames()) {
    if (typeof event === 'string' && event.startsWith('SIG')) process.removeAllListeners(event);
  }
}

/** `env` is this process's own, not the copy that the command gets. */
export function disarmEnv(env: NodeJS.ProcessEnv): void {
  // Node looks at it whenever it connects, and says so on stderr. The AWS CLI verifies whatever it says.
  delete env['NODE_TLS_REJECT_UNAUTHORIZED'];
  // Of child_process it prints the environment of what is started, of http the signed headers.
  standInForStderr(Boolean(env['NODE_DEBUG'] || env['NODE_DEBUG_NATIVE']));
}
