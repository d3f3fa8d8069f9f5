import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { pathOnly } from './processes.ts';

/**
 * Lets Ctrl-C, Ctrl-\ and Ctrl-Z be signals of the terminal in raw mode too, in which Node takes them away. Nothing
 * happens without stty(1): the keys are read as characters then, to the same effect.
 */
export function keepKeyboardSignals(): void {
  // Opened anew: a child's standard input loses O_NONBLOCK, for everybody who shares it.
  let terminal: number;
  try {
    terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY);
  } catch {
    // It has just hung up, which the next read tells.
    return;
  }
  try {
    spawnSync('stty', ['isig'], {
      stdio: [terminal, 'ignore', 'ignore'],
      env: pathOnly(),
      timeout: 2000,
    });
  } finally {
    closeSync(terminal);
  }
}
