/**
 * The few functions of libc that Node has no door to. They come through koffi, an optional dependency: where it
 * is not installed, or has no binary for this machine, there is no libc and the callers do without.
 */
import { closeSync, existsSync, openSync, readSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

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
  /** Lowers or raises a soft limit, and returns what it was; the hard one stays. */
  setSoftLimit(resource: 'nofile' | 'core', soft: bigint): bigint | undefined;
  /** _exit(2): at once, no thread is waited for. */
  exit(status: number): void;
}

type Function = (...args: unknown[]) => unknown;

/** What is used of koffi: https://koffi.dev */
export interface Koffi {
  load(path: null): { func(prototype: string): Function };
  address(memory: Uint8Array): bigint;
  errno(): number;
}

// 64-bit little-endian machines: the pointer arrays below are laid out for them.
const MACHINES = new Set(['x64', 'arm64', 'riscv64', 'loong64']);
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const SIG_IGN = 1;

/** Libc, or nothing where koffi cannot be loaded. `programFile` is where its package is looked up from. */
export function loadLibc(programFile: string): Libc | undefined {
  const koffi = loadKoffi(programFile);
  try {
    return koffi && bind(koffi);
  } catch {
    return undefined;
  }
}

let loaded: Koffi | undefined;

/** koffi itself, where it can be loaded and calls libc as this file takes for granted. */
export function loadKoffi(programFile: string): Koffi | undefined {
  if (process.platform === 'win32' || !MACHINES.has(process.arch)) return undefined;
  try {
    loaded ??= loadBinary(programFile) ?? (createRequire(programFile)('koffi') as Koffi);
  } catch {
    // Not installed, or not for this machine.
  }
  return loaded;
}

/**
 * koffi's own entry takes 8 ms to resolve, read and wrap what its binary gives in 1 ms, and every run of a
 * command would pay that. Its layout is stable and small; where it is not found the entry serves.
 */
function loadBinary(programFile: string): Koffi | undefined {
  const folder = binaryFolder();
  const koffi = folder && packageFolder(programFile, 'koffi');
  if (!koffi) return undefined;
  const file = join(
    dirname(koffi),
    '@koromix',
    `koffi-${process.platform}-${process.arch}`,
    folder,
    'koffi.node',
  );
  if (!existsSync(file)) return undefined;
  const module = { exports: {} };
  process.dlopen(module, file);
  return module.exports as Koffi;
}

function packageFolder(programFile: string, name: string): string | undefined {
  for (let folder = dirname(programFile), up = ''; folder !== up; up = folder, folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(found)) return realpathSync(found);
  }
  return undefined;
}

function binaryFolder(): string | undefined {
  if (process.platform === 'darwin') return `darwin_${process.arch}`;
  if (process.platform !== 'linux') return undefined;
  const loader = dynamicLoader();
  if (loader.includes('/ld-musl-')) return `musl_${process.arch}`;
  return loader.includes('/ld-linux-') ? `linux_${process.arch}` : undefined;
}

/** The first bytes of Node's own program: the name of the loader, and so of the libc, stands in them. */
function dynamicLoader(): string {
  const head = Buffer.alloc(4096);
  const file = openSync(process.execPath, 'r');
  try {
    return head.toString('latin1', 0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

function bind(koffi: Koffi): Libc {
  const lib = koffi.load(null);
  const integer = (prototype: string) => {
    const call = lib.func(prototype);
    return (...args: unknown[]) => Number(call(...args));
  };
  const fcntl = integer('int fcntl(int fd, int command, ...)');
  const execve = integer('int execve(const char *file, void *argv, void *environ)');
  const getrlimit = integer('int getrlimit(int resource, void *limit)');
  const setrlimit = integer('int setrlimit(int resource, void *limit)');
  const signal = lib.func('uintptr_t signal(int number, uintptr_t action)');
  const exit = lib.func('void _exit(int status)');
  const resources = { core: 4, nofile: process.platform === 'linux' ? 7 : 8 };
  return {
    execve: (file, argv, environ) => {
      const [args, vars] = [terminated(koffi, argv), terminated(koffi, environ)];
      execve(Buffer.concat([file, Buffer.alloc(1)]), args.pointers, vars.pointers);
      return koffi.errno();
    },
    keepAcrossExec: (fd) => void fcntl(fd, F_SETFD, 'int', 0),
    statusFlags: (fd) => fcntl(fd, F_GETFL),
    setStatusFlags: (fd, flags) => void fcntl(fd, F_SETFL, 'int', flags),
    ignore: (number) => void signal(number, SIG_IGN),
    setSoftLimit: (resource, soft) => {
      const limit = new BigUint64Array(2);
      if (getrlimit(resources[resource], limit) !== 0) return undefined;
      const [former, hard = 0n] = limit;
      if (soft > hard) return undefined;
      limit[0] = soft;
      setrlimit(resources[resource], limit);
      return former;
    },
    exit: (status) => void exit(status),
  };
}

/** The strings one after the other, and the array of pointers to them that ends in NULL. */
function terminated(koffi: Koffi, strings: readonly Buffer[]) {
  const memory = Buffer.concat(strings.flatMap((bytes) => [bytes, Buffer.alloc(1)]));
  const pointers = new BigUint64Array(strings.length + 1);
  let at = memory.length === 0 ? 0n : koffi.address(memory);
  strings.forEach((bytes, index) => {
    pointers[index] = at;
    at += BigInt(bytes.length + 1);
  });
  return { pointers, memory };
}

const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

/** `ENOENT` for 2, and so on. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `errno ${errno}`;
}
