/** What Bun changes about its process before any JavaScript runs, and how to tell what was there before. */
import process from 'node:process';
import type { OpenDescriptor } from '../open-descriptor.ts';

/** Bun leaves them alone, but for those that it ignores itself: SIGPIPE and SIGXFSZ. */
export const keepsIgnoredSignals = true;

/** Bun gives close-on-exec to every inherited descriptor above 2, with close_range(2). */
export function isLost(_fd: number): boolean {
  return true;
}

/** Of Linux, on every machine that Bun is for. */
const O_CLOEXEC = 0o2000000;

/**
 * Whether the caller had a standard stream closed, by its flags (F_GETFL, and O_CLOEXEC). Bun opens /dev/null in its
 * place with close-on-exec, which an inherited descriptor never has: left as it is, the command has it closed again.
 */
export function wasClosed(flags: number | undefined): boolean {
  return ((flags ?? 0) & O_CLOEXEC) !== 0;
}

/**
 * The inherited ones of `open`. Bun has an epoll and an eventfd of its own; descriptors are given out lowest first, so
 * they are the last epoll, for an inherited one below was there before, and the first eventfd after it.
 */
export function inheritedDescriptors(open: readonly OpenDescriptor[], _parent: () => string[]): number[] {
  const epoll = open.findLast(({ target }) => target === 'anon_inode:[eventpoll]')?.fd ?? -1;
  const event = open.find(({ fd, target }) => fd > epoll && target === 'anon_inode:[eventfd]')?.fd;
  return open.map(({ fd }) => fd).filter((fd) => fd > 2 && fd !== epoll && fd !== event);
}

/** Puts `stream` in the place of `process.stderr`. Defining the property would bring the real one to life first. */
export function replaceStderr(stream: object): void {
  (process as { stderr: object }).stderr = stream;
}
