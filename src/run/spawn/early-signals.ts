/** Handles signals that arrive before the program is up; see early.ts. */
import process from 'node:process';

/**
 * Lets SIGUSR1 end this process, as it ends any that does not expect it. Node would open its inspector instead, on
 * a port and with lines on stderr. A listener that is added later takes the signal over.
 */
export function takeEarlySignals(): void {
  process.on('SIGUSR1', function end() {
    if (process.listenerCount('SIGUSR1') > 1) return;
    process.removeListener('SIGUSR1', end);
    process.kill(process.pid, 'SIGUSR1');
  });
}
