import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkNames, chunkOwner, joinChunks, pack, parseHead } from '../../../src/store/keychain/chunks.ts';

const text = fc.string({ unit: 'binary', maxLength: 400 });
const limit = fc.integer({ min: 4, max: 90 });
const generation = fc.stringMatching(/^[0-9a-f]{12}$/);

function unpack(key: string, head: string, entries: ReadonlyMap<string, string>): string | undefined {
  const parsed = parseHead(head);
  if (parsed === undefined) return head;
  if (parsed === 'foreign') return undefined;
  return joinChunks(
    parsed,
    chunkNames(key, parsed).map((name) => entries.get(name)),
  );
}

describe('chunks', () => {
  test('what is packed comes back, and no part is too long', () => {
    fc.assert(
      fc.property(text, generation, limit, (value, id, bytes) => {
        const { head, chunks } = pack('session-1', value, id, bytes);
        for (const chunk of chunks) expect(Buffer.byteLength(chunk.value)).toBeLessThanOrEqual(bytes);
        const entries = new Map(chunks.map((chunk) => [chunk.name, chunk.value]));
        expect(unpack('session-1', head, entries)).toBe(value);
      }),
    );
  });

  test('a short value is its own head', () => {
    expect(pack('k', 'short', 'a1', 2560)).toEqual({ head: 'short', chunks: [] });
  });

  test('a value that looks like a head is wrapped', () => {
    const { head } = pack('k', 'mfa-exec-chunks:1:a:1:x', 'b2', 2560);
    expect(parseHead(head)).toMatchObject({ generation: 'b2', count: 1 });
  });

  test('parts of two sessions are never joined', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 100, maxLength: 200 }),
        fc.string({ minLength: 100, maxLength: 200 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        (older, newer, picks) => {
          // The same generation for both: the checksum alone must tell.
          const before = pack('k', older, 'aa', 30);
          const after = pack('k', newer, 'aa', 30);
          const entries = new Map(before.chunks.map(({ name, value }) => [name, value]));
          for (const [index, { name, value }] of after.chunks.entries()) {
            if (picks[index % picks.length] === true) entries.set(name, value);
          }
          for (const [head, whole] of [
            [before.head, older],
            [after.head, newer],
          ] as const) {
            expect([whole, undefined]).toContain(unpack('k', head, entries));
          }
        },
      ),
    );
  });

  test('a missing part is a miss', () => {
    const { head, chunks } = pack('k', 'x'.repeat(100), 'aa', 30);
    const entries = new Map(chunks.slice(1).map(({ name, value }) => [name, value]));
    expect(unpack('k', head, entries)).toBeUndefined();
  });

  test.each(['mfa-exec-chunks:2:aa:1:x', 'mfa-exec-chunks:', 'mfa-exec-chunks:1:aa:0:x'])(
    '%s is foreign',
    (head) => {
      expect(parseHead(head)).toBe('foreign');
    },
  );

  test.each([
    ['session-0a#b1.12', { key: 'session-0a', generation: 'b1' }],
    ['session-0a', undefined],
    ['session-0a#b1', undefined],
  ])('%s is a chunk of %j', (name, owner) => {
    expect(chunkOwner(name)).toEqual(owner);
  });
});
