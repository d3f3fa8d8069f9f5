/**
 * A value that is too long for one entry of a store, in several. The entry under the key itself, the head,
 * says of which generation its chunks are, how many, and the checksum of the whole. Chunks are written before
 * the head and bear their generation in their names: a reader sees one session or none, never halves of two.
 *
 *     KEY            mfa-exec-chunks:1:GENERATION:COUNT:SHA256
 *     KEY#GENERATION.0 … KEY#GENERATION.COUNT-1
 */
import process from 'node:process';

export interface Chunk {
  readonly name: string;
  readonly value: string;
}

export interface Parcel {
  /** To be written after the chunks. */
  readonly head: string;
  readonly chunks: readonly Chunk[];
}

export interface ChunkHead {
  readonly generation: string;
  readonly count: number;
  readonly checksum: string;
}

const MARK = 'mfa-exec-chunks:';
const HEAD = /^mfa-exec-chunks:1:([0-9a-z]+):([1-9]\d{0,2}):([\w-]{43})$/;
const CHUNK_NAME = /^(.*)#([0-9a-z]+)\.(\d+)$/s;

/**
 * Splits `value` into parts of at most `limit` bytes of UTF-8; one that fits is its own head. `generation` is
 * of digits and lower-case letters and used for no other value.
 */
export function pack(key: string, value: string, generation: string, limit: number): Parcel {
  if (Buffer.byteLength(value) <= limit && !value.startsWith(MARK)) return { head: value, chunks: [] };
  const parts = split(value, limit);
  return {
    head: `${MARK}1:${generation}:${parts.length}:${checksumOf(value)}`,
    chunks: parts.map((part, index) => ({ name: chunkName(key, generation, index), value: part })),
  };
}

/** What a head says; `undefined` where it is the value itself, `'foreign'` where it is of another version. */
export function parseHead(head: string): ChunkHead | 'foreign' | undefined {
  if (!head.startsWith(MARK)) return undefined;
  const [, generation, count, checksum] = HEAD.exec(head) ?? [];
  if (generation === undefined || count === undefined || checksum === undefined) return 'foreign';
  return { generation, count: Number(count), checksum };
}

/** The names of a head's chunks, in order. */
export function chunkNames(key: string, { generation, count }: ChunkHead): string[] {
  return Array.from({ length: count }, (_, index) => chunkName(key, generation, index));
}

/** The value; `undefined` where a part is missing or is not of this head. */
export function joinChunks(head: ChunkHead, parts: readonly (string | undefined)[]): string | undefined {
  if (parts.length !== head.count || parts.includes(undefined)) return undefined;
  const value = parts.join('');
  return checksumOf(value) === head.checksum ? value : undefined;
}

/** Whose chunk an entry is, by its name; `undefined` for an entry under a key itself. */
export function chunkOwner(name: string): { readonly key: string; readonly generation: string } | undefined {
  const [, key, generation] = CHUNK_NAME.exec(name) ?? [];
  return key === undefined || generation === undefined ? undefined : { key, generation };
}

function chunkName(key: string, generation: string, index: number): string {
  return `${key}#${generation}.${index}`;
}

/** Never inside a character, for a store may decode each part by itself. */
function split(value: string, limit: number): string[] {
  const parts: string[] = [];
  let part = '';
  let bytes = 0;
  for (const character of value) {
    const size = Buffer.byteLength(character);
    if (bytes + size > limit) {
      parts.push(part);
      part = '';
      bytes = 0;
    }
    part += character;
    bytes += size;
  }
  parts.push(part);
  return parts;
}

function checksumOf(value: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(value).digest('base64url');
}
