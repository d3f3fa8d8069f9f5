/** Calls libc through bun:ffi, which is part of the runtime. */
import { dlopen, type Pointer, ptr, read } from 'bun:ffi';
import process from 'node:process';
import { type Foreign, type ForeignFunction, MACHINES, type Signature } from '../foreign.ts';

const TYPES = { int: 'i32', long: 'i64_fast', pointer: 'ptr', void: 'void' } as const;

/** musl takes any name that begins with `libc.` for itself. */
const LIBRARY = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6';
/** The function that returns where errno lies. */
const ERRNO = process.platform === 'darwin' ? '__error' : '__errno_location';

let opened: Foreign | undefined;

/** Libc; nothing on Windows. */
export function openForeign(_programFile: string): Foreign | undefined {
  if (process.platform === 'win32' || !MACHINES.has(process.arch)) return undefined;
  let location: Pointer | undefined;
  opened ??= {
    bind: <Name extends string>(signatures: Readonly<Record<Name, Signature>>) => {
      const declared: Record<string, { args: string[]; returns: string }> = {
        [ERRNO]: { args: [], returns: 'ptr' },
      };
      for (const [name, { args, returns }] of Object.entries<Signature>(signatures))
        declared[name] = { args: args.map((type) => TYPES[type]), returns: TYPES[returns] };
      const { symbols } = dlopen(LIBRARY, declared);
      location ??= symbols[ERRNO]?.() as Pointer;
      return symbols as Record<Name, ForeignFunction>;
    },
    address: (memory) => BigInt(ptr(memory)),
    errno: () => (location === undefined ? 0 : read.i32(location)),
  };
  return opened;
}

/** Why `openForeign` gave nothing; a clause for a person. */
export function whyNoForeign(): string {
  return `libc is not called on ${process.arch}`;
}
