import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * Notes how the terminal is set and returns what sets it so again: for a program that draws on it and may be killed in
 * the middle. Nothing is done where there is no terminal, or no stty(1).
 */
export function noteTerminalModes(platform: NodeJS.Platform): () => void {
  const modes = platform === 'win32' ? undefined : stty('-g');
  return () => {
    if (modes !== undefined) stty(modes);
  };
}

/** What `stty` prints; `undefined` where it cannot be run or has no terminal. */
function stty(argument: string): string | undefined {
  let terminal: number;
  try {
    terminal = openSync('/dev/tty', 'r');
  } catch {
    return undefined;
  }
  try {
    const { status, stdout } = spawnSync('stty', [argument], {
      stdio: [terminal, 'pipe', 'ignore'],
      encoding: 'utf8',
      // Its environment is none of the helper's business: it may hold keys.
      env: { PATH: process.env['PATH'] },
      timeout: 2000,
    });
    return status === 0 ? stdout.trim() : undefined;
  } finally {
    closeSync(terminal);
  }
}
