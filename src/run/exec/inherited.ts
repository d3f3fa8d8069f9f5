/**
 * What the caller handed to this process besides its arguments, seen before the program opens anything itself.
 * Node gives close-on-exec to the inherited descriptors 3 to 15 as it starts, and to those above up to the first that
 * is closed (libuv's uv_disable_stdio_inheritance): make's jobserver and `3<file` would be lost unless they are known
 * and kept.
 */
import { fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import process from 'node:process';
import type { Env } from '../../base/ports.ts';

export interface Inherited {
  /** Descriptors from 3 on that the command must have, ascending. */
  readonly descriptors: readonly number[];
  /** Those of them to which Node always gave close-on-exec. */
  readonly lost: readonly number[];
  /** Flags (F_GETFL) of descriptors 0, 1 and 2; nothing where they cannot be seen. */
  readonly stdioFlags: readonly (number | undefined)[];
}

/** An open descriptor: what `/proc/self/fd` shows of it. */
export interface OpenDescriptor {
  readonly fd: number;
  readonly target: string;
}

const LAST = 15;
const EPOLL = 'anon_inode:[eventpoll]';

/** To be called first of all: whatever the program opens later would be taken for the caller's. */
export function takeInherited(platform: NodeJS.Platform, env: Env): Inherited {
  const descriptors = platform === 'win32' ? [] : platform === 'linux' ? onLinux() : inheritedElsewhere(env);
  return {
    descriptors,
    lost: descriptors.filter((fd) => fd <= LAST),
    stdioFlags: platform === 'linux' ? [0, 1, 2].map(flags) : [],
  };
}

function onLinux(): number[] {
  return inheritedDescriptors(openDescriptors('/proc/self/fd'), () =>
    openDescriptors(`/proc/${process.ppid}/fd`).map(({ target }) => target),
  );
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

function openDescriptors(folder: string): OpenDescriptor[] {
  return readFolder(folder).flatMap((fd) => {
    try {
      return [{ fd, target: readlinkSync(`${folder}/${fd}`) }];
    } catch {
      // The one that read the folder is closed again; another's may not be ours to see.
      return [];
    }
  });
}

function readFolder(folder: string): number[] {
  try {
    return readdirSync(folder)
      .map(Number)
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}

/**
 * Without /proc the kind of a pipe cannot be told from a kqueue: files, sockets and devices are the caller's
 * (Node opens none as it starts), and of the pipes those that make names in MAKEFLAGS.
 */
function inheritedElsewhere(env: Env): number[] {
  const named = new Set(jobserver(env['MAKEFLAGS']));
  return readFolder('/dev/fd').filter((fd) => {
    if (fd <= 2 || fd > LAST) return false;
    try {
      const stat = fstatSync(fd);
      return (
        named.has(fd) || stat.isFile() || stat.isDirectory() || stat.isCharacterDevice() || stat.isSocket()
      );
    } catch {
      return false;
    }
  });
}

/** The two descriptors of GNU make's jobserver, in make's own notation: `--jobserver-auth=3,4`. */
export function jobserver(makeflags: string | undefined): number[] {
  const found = /--jobserver-(?:auth|fds)=(\d+),(\d+)/.exec(makeflags ?? '');
  return found ? [Number(found[1]), Number(found[2])] : [];
}

function flags(fd: number): number | undefined {
  try {
    const shown = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
    return shown === undefined ? undefined : Number.parseInt(shown, 8);
  } catch {
    return undefined;
  }
}
