/** In the place of base/sha256.ts: what takes V8 0.2 ms takes Bun's interpreter two, and the runtime has it built in. */
export function sha256Hex(text: string): string {
  return new Bun.CryptoHasher('sha256').update(text).digest('hex');
}
