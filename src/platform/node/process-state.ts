/** What Node changes about its process before any JavaScript runs, and how to tell what was there before. */
import process from 'node:process';
import type { OpenDescriptor } from '../open-descriptor.ts';

const EPOLL = 'anon_inode:[eventpoll]';

/** Every ignored signal is back at its default when the program starts, but those that Node ignores itself. */
export const keepsIgnoredSignals = false;

/**
 * Node gives close-on-exec to the inherited descriptors 3 to 15, and to those above up to the first that is closed
 * (libuv's uv_disable_stdio_inheritance).
 */
export function isLost(fd: number): boolean {
  return fd <= 15;
}

/** Whether the caller had it closed: cannot be seen, Node opens /dev/null in its place without a mark. */
export function wasClosed(_flags: number | undefined): boolean {
  return false;
}

/**
 * The inherited ones of `open`. Descriptors are given out lowest first, and Node's first own one is an epoll: all
 * below it were there before. Above it, its own are epolls, eventfds, io_urings and pipes with both ends here:
 * one pipe a loop, which has one epoll, and one more. Where there are more such pipes than that, those that
 * the parent has too (`parent` lists what its descriptors are) are the caller's.
 */
export function inheritedDescriptors(open: readonly OpenDescriptor[], parent: () => string[]): number[] {
  const first = open.find(({ target }) => target === EPOLL)?.fd ?? Number.POSITIVE_INFINITY;
  const targets = open.filter(({ fd }) => fd > first).map(({ target }) => target);
  const pairs = new Set(
    targets.filter((target, at) => target.startsWith('pipe:') && targets.indexOf(target) !== at),
  );
  const loops = open.filter(({ target }) => target === EPOLL).length;
  if (pairs.size > loops + 1) for (const target of parent()) pairs.delete(target);
  return open
    .filter(({ fd, target }) => fd < first || !(target.startsWith('anon_inode:') || pairs.has(target)))
    .map(({ fd }) => fd)
    .filter((fd) => fd > 2);
}

/** Puts `stream` in the place of `process.stderr`, which is not brought to life by that. */
export function replaceStderr(stream: object): void {
  Object.defineProperty(process, 'stderr', { value: stream, configurable: true, writable: true });
}
