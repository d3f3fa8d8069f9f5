import { errorCode } from './error-code.ts';

const HINTS: Readonly<Record<string, string>> = {
  EMFILE: 'too many files are open: ulimit -n 1024',
  ENFILE: 'too many files are open on this machine: end some programs',
  ENOMEM: 'no memory is left: end some programs',
  ENOSPC: 'the disk is full: df -h',
};

/** What to do where the error says that something of the process or the machine is used up; else `undefined`. */
export function exhausted(error: unknown): string | undefined {
  return HINTS[errorCode(error)];
}
