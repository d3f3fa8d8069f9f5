/** How this program calls functions of libc. Each runtime has its own way: `node/foreign.ts` and `bun/foreign.ts`. */

/** `pointer` takes memory that must stay referenced until the call returns, or `null`. */
export type Type = 'int' | 'long' | 'pointer';

export interface Signature {
  readonly args: readonly Type[];
  readonly returns: 'int' | 'long' | 'void';
}

export type Argument = number | bigint | Uint8Array | BigUint64Array | BigInt64Array | null;

/** `void` comes back as NaN. */
export type ForeignFunction = (...args: readonly Argument[]) => number;

export interface Foreign {
  /** Looks functions up by name. Throws where one is missing. A variadic function is declared as it is called. */
  bind<Name extends string>(signatures: Readonly<Record<Name, Signature>>): Record<Name, ForeignFunction>;
  /** Where the memory lies, for structures that hold pointers. */
  address(memory: Uint8Array): bigint;
  /** errno of the last call. */
  errno(): number;
}

/** 64-bit little-endian machines: structures and pointer arrays are laid out for them. */
export const MACHINES: ReadonlySet<string> = new Set(['x64', 'arm64', 'riscv64', 'loong64']);
