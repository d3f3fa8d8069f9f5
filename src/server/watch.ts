import { isAlive } from '../platform/processes.ts';

const EVERY_MS = 1000;

/** Calls `gone` once the process is, whoever ended it. No signal and no descriptor tells: both would be seen by it. */
export function watchProcess(
  { pid, startedAt }: { readonly pid: number; readonly startedAt: string | undefined },
  platform: NodeJS.Platform,
  gone: () => void,
): void {
  const timer = setInterval(() => {
    if (isAlive(pid, startedAt, platform)) return;
    clearInterval(timer);
    gone();
  }, EVERY_MS);
}
