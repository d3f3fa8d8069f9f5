/**
 * SHA-256 (FIPS 180-4) for names, in a few lines: node:crypto takes 5 ms to load, which every cached call would pay.
 * Nothing secret goes through it.
 */
export function sha256Hex(text: string): string {
  const bytes = padded(Buffer.from(text, 'utf8'));
  const state = ROOTS_2.slice(0, 8);
  for (let at = 0; at < bytes.length; at += 64) compress(state, bytes, at);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The first 32 bits of the fractional parts of the square roots, or the cube roots, of the first primes. */
const PRIMES = firstPrimes(64);
const ROOTS_2 = Int32Array.from(PRIMES, (prime) => fraction(Math.sqrt(prime)));
const ROOTS_3 = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) | 0;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}

/** A one bit, zeros, and the length in bits: in all a multiple of 64 bytes. */
function padded(message: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
  message.copy(bytes);
  bytes[message.length] = 0x80;
  bytes.writeUIntBE(message.length * 8, bytes.length - 6, 6);
  return bytes;
}

function compress(state: Int32Array, bytes: Buffer, at: number): void {
  const words = new Int32Array(64);
  const word = (index: number) => words[index] ?? 0;
  for (let i = 0; i < 64; i++) {
    if (i < 16) words[i] = bytes.readInt32BE(at + i * 4);
    else
      words[i] = word(i - 16) + sigma(word(i - 15), 7, 18, 3) + word(i - 7) + sigma(word(i - 2), 17, 19, 10);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + (ROOTS_3[i] ?? 0) + word(i)) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    c = b;
    b = a;
    a = (t1 + sum0 + majority) | 0;
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + value;
}

function sigma(x: number, first: number, second: number, shift: number): number {
  return rotated(x, first) ^ rotated(x, second) ^ (x >>> shift);
}

function rotated(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}
