import { closeSync } from 'node:fs';

/** Closes a file that was read: where close(2) fails, the descriptor is gone and what was read is good all the same. */
export function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // Nothing depends on it.
  }
}
