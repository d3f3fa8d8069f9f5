import type { Captured } from './captured.ts';

/** How a program that should have answered ended, to go after its name: `failed with status 3`. */
export function howItEnded(result: Captured, timeoutMs: number): string {
  if ('exit' in result) {
    return 'signal' in result.exit
      ? `was ended by ${result.exit.signal}`
      : `failed with status ${result.exit.code}`;
  }
  switch (result.failed) {
    case 'timeout':
      return `gave no answer within ${timeoutMs / 1000} s`;
    case 'output':
      return 'printed far more than an answer';
    case 'start':
      if (result.code === 'ENOENT') return 'was not found';
      return result.code === 'EACCES' ? 'is not executable' : `could not be started (${result.code})`;
  }
}
