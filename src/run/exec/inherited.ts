/**
 * What the caller handed to this process besides its arguments, seen before the program opens anything itself. The
 * runtime gives close-on-exec to inherited descriptors as it starts: make's jobserver and `3<file` would be lost unless
 * they are known and kept.
 */
import { fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import process from 'node:process';
import type { Env } from '../../base/ports.ts';
import { inheritedDescriptors, isLost } from '../../platform/node/process-state.ts';
import type { OpenDescriptor } from '../../platform/open-descriptor.ts';

export interface Inherited {
  /** Descriptors from 3 on that the command must have, ascending. */
  readonly descriptors: readonly number[];
  /** Those of them to which the runtime always gave close-on-exec. */
  readonly lost: readonly number[];
  /** Flags (F_GETFL) of descriptors 0, 1 and 2; nothing where they cannot be seen. */
  readonly stdioFlags: readonly (number | undefined)[];
}

/** To be called first of all: whatever the program opens later would be taken for the caller's. */
export function takeInherited(platform: NodeJS.Platform, env: Env): Inherited {
  const descriptors = platform === 'win32' ? [] : platform === 'linux' ? onLinux() : inheritedElsewhere(env);
  return {
    descriptors,
    lost: descriptors.filter(isLost),
    stdioFlags: [0, 1, 2].map(platform === 'linux' ? flags : () => undefined),
  };
}

function onLinux(): number[] {
  return inheritedDescriptors(openDescriptors('/proc/self/fd'), () =>
    openDescriptors(`/proc/${process.ppid}/fd`).map(({ target }) => target),
  );
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
 * (no runtime opens one as it starts), and of the pipes those that make names in MAKEFLAGS.
 */
function inheritedElsewhere(env: Env): number[] {
  const named = new Set(jobserver(env['MAKEFLAGS']));
  return readFolder('/dev/fd').filter((fd) => {
    if (fd <= 2 || !isLost(fd)) return false;
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
