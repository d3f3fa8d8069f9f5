/**
 * Calls libc through koffi, an optional dependency: where it is not installed, or has no binary for this machine,
 * there is no libc and the callers do without.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { errorCode } from '../../base/error-code.ts';
import { type Foreign, type ForeignFunction, MACHINES, type Signature } from '../foreign.ts';
import { ownPackage } from '../own-package.ts';

/** What is used of koffi: https://koffi.dev */
interface Koffi {
  load(path: null): { func(prototype: string): (...args: unknown[]) => unknown };
  address(memory: Uint8Array): bigint;
  errno(): number;
}

const TYPES = { int: 'int', long: 'int64_t', pointer: 'void *', void: 'void' };

let opened: Foreign | undefined;
let refusal: string | undefined;

/** Libc; nothing where koffi cannot be loaded. `programFile` is where its package is looked up from. */
export function openForeign(programFile: string): Foreign | undefined {
  if (process.platform === 'win32' || !MACHINES.has(process.arch)) return undefined;
  try {
    opened ??= openKoffi(programFile);
  } catch (error) {
    refusal = reasonOf(error);
  }
  return opened;
}

/** Why the last `openForeign` gave nothing; a clause for a person. */
export function whyNoForeign(): string {
  if (!MACHINES.has(process.arch)) return `there is no koffi for ${process.arch}`;
  return refusal ?? 'koffi lacks a function of libc';
}

/** The first line: Node adds where it looked for a module, and dlopen(3) says what is wrong with a file. */
function reasonOf(error: unknown): string {
  if (errorCode(error) === 'MODULE_NOT_FOUND') return 'the optional package koffi is not installed';
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return `koffi cannot be loaded: ${line}`;
}

function openKoffi(programFile: string): Foreign {
  const koffi = ownPackage(programFile, 'koffi');
  return wrap(loadBinary(koffi) ?? (createRequire(programFile)(koffi) as Koffi));
}

function wrap(koffi: Koffi): Foreign {
  const lib = koffi.load(null);
  const declare = (name: string, { args, returns }: Signature): ForeignFunction => {
    const call = lib.func(`${TYPES[returns]} ${name}(${args.map((type) => TYPES[type]).join(', ')})`);
    return (...values) => Number(call(...values));
  };
  return {
    bind: <Name extends string>(signatures: Readonly<Record<Name, Signature>>) => {
      const entries = Object.entries<Signature>(signatures);
      return Object.fromEntries(entries.map(([name, it]) => [name, declare(name, it)])) as Record<
        Name,
        ForeignFunction
      >;
    },
    address: (memory) => koffi.address(memory),
    errno: () => koffi.errno(),
  };
}

/**
 * koffi's own entry takes 8 ms to resolve, read and wrap what its binary gives in 1 ms, and every run of a
 * command would pay that. Its layout is stable and small; where it is not found the entry serves.
 */
function loadBinary(koffi: string): Koffi | undefined {
  const folder = binaryFolder();
  if (folder === undefined) return undefined;
  const machine = `koffi-${process.platform}-${process.arch}`;
  const file = join(dirname(koffi), '@koromix', machine, folder, 'koffi.node');
  if (!existsSync(file)) return undefined;
  const module = { exports: {} };
  process.dlopen(module, file);
  return module.exports as Koffi;
}

function binaryFolder(): string | undefined {
  if (process.platform === 'darwin') return `darwin_${process.arch}`;
  if (process.platform !== 'linux') return undefined;
  const loader = dynamicLoader();
  if (loader.includes('/ld-musl-')) return `musl_${process.arch}`;
  return loader.includes('/ld-linux-') ? `linux_${process.arch}` : undefined;
}

const RUNNING = '/proc/self/exe';

/** The first bytes of Node's own program: the name of the loader, and so of the libc, stands in them. */
function dynamicLoader(): string {
  const head = Buffer.alloc(4096);
  // Its folder may be closed to this user, and an upgrade may have put another file there.
  const file = openSync(existsSync(RUNNING) ? RUNNING : process.execPath, 'r');
  try {
    return head.toString('latin1', 0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}
