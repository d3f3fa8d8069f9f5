/** What is used of bun:ffi: https://bun.com/reference/bun/ffi */
declare module 'bun:ffi' {
  export type Pointer = number & { readonly __pointer__: null };
  interface Declaration {
    readonly args: readonly string[];
    readonly returns: string;
  }
  export function dlopen(
    library: string,
    declared: Readonly<Record<string, Declaration>>,
  ): { readonly symbols: Record<string, ((...args: readonly unknown[]) => number) | undefined> };
  export function ptr(memory: NodeJS.TypedArray): Pointer;
  export const read: { i32(from: Pointer, offset?: number): number };
}

/** https://bun.com/reference/bun/CryptoHasher */
declare namespace Bun {
  class CryptoHasher {
    constructor(algorithm: 'sha256');
    update(text: string): this;
    digest(encoding: 'hex'): string;
  }
}

/** keytar's addon for the system that the executable is for, in base64; put in by the build. */
declare module 'keytar.node' {
  const addon: () => string;
  export default addon;
}
