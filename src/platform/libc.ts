/** The functions of libc that the runtime does not offer. */
import process from 'node:process';
import type { Foreign } from './foreign.ts';
import { openForeign, whyNoForeign } from './node/foreign.ts';

/** `execve` comes back only when it failed, with the errno; so do the others, with 0 when they worked. */
export interface Libc {
  execve(file: Buffer, argv: readonly Buffer[], environ: readonly Buffer[]): number;
  /** fcntl(2) with F_SETFD 0: the descriptor survives exec. */
  keepAcrossExec(fd: number): void;
  /** Flags of an open descriptor (F_GETFL), -1 when it is closed. */
  statusFlags(fd: number): number;
  setStatusFlags(fd: number, flags: number): void;
  /** Sets a signal to be ignored, which exec keeps. */
  ignore(signal: number): void;
  /** Sets a signal to its default. */
  reset(signal: number): void;
  /** Lowers or raises a soft limit, and returns what it was; the hard one stays. */
  setSoftLimit(resource: 'nofile' | 'core', soft: bigint): bigint | undefined;
  /**
   * Whether other processes of this user may read this one's memory and the kernel may write a core file of it
   * (PR_SET_DUMPABLE of prctl(2)); execve sets it anew. Linux only.
   */
  setDumpable(dumpable: boolean): void;
  /** _exit(2): at once, no thread is waited for. */
  exit(status: number): void;
}

const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
/** ioctl(2) of macOS. */
const FIONCLEX = 0x20006602;
const SIG_DFL = 0;
const SIG_IGN = 1;
/** prctl(2). */
const PR_SET_DUMPABLE = 4;

let bound: Libc | undefined;

/** Libc, or nothing where it cannot be called. `programFile` is where koffi is looked up from. */
export function loadLibc(programFile: string): Libc | undefined {
  const foreign = openForeign(programFile);
  try {
    bound ??= foreign && bind(foreign);
  } catch {
    // A libc without one of them.
  }
  return bound;
}

/** Why there is no libc; a clause for a person. Looks again, since only then is the reason known. */
export function whyNoLibc(programFile: string): string {
  openForeign(programFile);
  return whyNoForeign();
}

function bind(foreign: Foreign): Libc {
  const libc = foreign.bind({
    execve: { args: ['pointer', 'pointer', 'pointer'], returns: 'int' },
    fcntl: { args: ['int', 'int', 'long'], returns: 'int' },
    ioctl: { args: ['int', 'long'], returns: 'int' },
    getrlimit: { args: ['int', 'pointer'], returns: 'int' },
    setrlimit: { args: ['int', 'pointer'], returns: 'int' },
    signal: { args: ['int', 'long'], returns: 'long' },
    _exit: { args: ['int'], returns: 'void' },
  });
  const resources = { core: 4, nofile: process.platform === 'linux' ? 7 : 8 };
  return {
    execve: (file, argv, environ) => {
      const [args, vars] = [terminated(foreign, argv), terminated(foreign, environ)];
      libc.execve(Buffer.concat([file, Buffer.alloc(1)]), args.pointers, vars.pointers);
      return foreign.errno();
    },
    keepAcrossExec: (fd) => {
      // Apple's arm64 passes the variable arguments of fcntl elsewhere; Linux's ioctl refuses an O_PATH descriptor.
      if (process.platform === 'darwin') libc.ioctl(fd, FIONCLEX);
      else libc.fcntl(fd, F_SETFD, 0);
    },
    statusFlags: (fd) => libc.fcntl(fd, F_GETFL, 0),
    setStatusFlags: (fd, flags) => void libc.fcntl(fd, F_SETFL, flags),
    ignore: (number) => void libc.signal(number, SIG_IGN),
    reset: (number) => void libc.signal(number, SIG_DFL),
    setSoftLimit: (resource, soft) => {
      const limit = new BigUint64Array(2);
      if (libc.getrlimit(resources[resource], limit) !== 0) return undefined;
      const [former, hard = 0n] = limit;
      if (soft > hard) return undefined;
      limit[0] = soft;
      libc.setrlimit(resources[resource], limit);
      return former;
    },
    setDumpable: (dumpable) => {
      if (process.platform !== 'linux') return;
      const { prctl } = foreign.bind({ prctl: { args: ['int', 'long'], returns: 'int' } });
      prctl(PR_SET_DUMPABLE, dumpable ? 1 : 0);
    },
    exit: (status) => void libc._exit(status),
  };
}

/** The strings one after the other, and the array of pointers to them that ends in NULL. */
function terminated(foreign: Foreign, strings: readonly Buffer[]) {
  const memory = Buffer.concat(strings.flatMap((bytes) => [bytes, Buffer.alloc(1)]));
  const pointers = new BigUint64Array(strings.length + 1);
  let at = memory.length === 0 ? 0n : foreign.address(memory);
  strings.forEach((bytes, index) => {
    pointers[index] = at;
    at += BigInt(bytes.length + 1);
  });
  return { pointers, memory };
}

/** `ENOENT` for 2, and so on. */
export function errnoName(errno: number): string {
  const { constants } = process.getBuiltinModule('node:os');
  const found = Object.entries(constants.errno).find(([, number]) => number === errno);
  return found?.[0] ?? `errno ${errno}`;
}
