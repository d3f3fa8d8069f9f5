/**
 * The messages of the D-Bus protocol that looking up a secret needs.
 * https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol
 */

export interface MethodCall {
  /** Of the sender's choice, not 0: the answer names it. */
  readonly serial: number;
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** Types of the arguments, and they. */
  readonly signature?: string;
  readonly body?: Buffer;
}

/** An answer; signals and calls of others have `replyTo` 0. */
export interface Message {
  readonly isError: boolean;
  readonly replyTo: number;
  readonly signature: string;
  readonly body: Reader;
}

const RETURN = 2;
const ERROR = 3;
/** Of more than we ever ask for: the specification allows 128 MiB. */
const LONGEST = 1 << 20;

/** Appends values at their alignment. */
export class Writer {
  #bytes = Buffer.alloc(0);

  get bytes(): Buffer {
    return this.#bytes;
  }

  align(to: number): this {
    return this.raw(Buffer.alloc(-this.#bytes.length & (to - 1)));
  }

  raw(bytes: Buffer): this {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    return this;
  }

  uint32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.align(4).raw(bytes);
  }

  /** A string or an object path. */
  string(text: string): this {
    const bytes = Buffer.from(`${text}\0`);
    return this.uint32(bytes.length - 1).raw(bytes);
  }

  signature(text: string): this {
    return this.raw(Buffer.from([text.length, ...Buffer.from(text), 0]));
  }

  /** An array whose elements, of structures or dictionary entries, `write` appends. */
  array(write: (elements: Writer) => void): this {
    const elements = new Writer();
    write(elements);
    return this.uint32(elements.bytes.length).align(8).raw(elements.bytes);
  }
}

/** Reads values at their alignment. Throws RangeError past the end. */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get at(): number {
    return this.#at;
  }

  align(to: number): this {
    this.#at += -this.#at & (to - 1);
    return this;
  }

  byte(): number {
    this.#at += 1;
    return this.#bytes.readUInt8(this.#at - 1);
  }

  uint32(): number {
    this.align(4).#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  bytes(length = this.uint32()): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('the message ends too early');
    const found = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return found;
  }

  /** A string or an object path. */
  string(): string {
    const text = this.bytes().toString('utf8');
    this.#at += 1;
    return text;
  }

  signature(): string {
    const text = this.bytes(this.byte()).toString('latin1');
    this.#at += 1;
    return text;
  }

  /** Strings or object paths. */
  strings(): string[] {
    const end = this.uint32() + this.#at;
    const found: string[] = [];
    while (this.#at < end) found.push(this.string());
    return found;
  }
}

/** The bytes of a call, little-endian. */
export function encodeCall(call: MethodCall): Buffer {
  const { body = Buffer.alloc(0), signature } = call;
  const fields: [code: number, type: string, value: string][] = [
    [1, 'o', call.path],
    [2, 's', call.interface],
    [3, 's', call.member],
    [6, 's', call.destination],
  ];
  const header = new Writer().raw(Buffer.from('l\x01\0\x01')).uint32(body.length).uint32(call.serial);
  header.array((all) => {
    for (const [code, type, value] of fields)
      all
        .align(8)
        .raw(Buffer.from([code]))
        .signature(type)
        .string(value);
    if (signature)
      all
        .align(8)
        .raw(Buffer.from([8]))
        .signature('g')
        .signature(signature);
  });
  return header.align(8).raw(body).bytes;
}

/**
 * The first message in `bytes` and how long it is; nothing while it is not complete. Throws RangeError for what is
 * no message, or one of a big-endian machine.
 */
export function decodeMessage(bytes: Buffer): { message: Message; length: number } | undefined {
  if (bytes.length < 16) return undefined;
  if (bytes[0] !== 'l'.charCodeAt(0)) throw new RangeError('not a little-endian message');
  const fieldsLength = bytes.readUInt32LE(12);
  const bodyLength = bytes.readUInt32LE(4);
  if (fieldsLength + bodyLength > LONGEST) throw new RangeError('a message of such length was not asked for');
  const start = 16 + fieldsLength + (-fieldsLength & 7);
  const length = start + bodyLength;
  if (bytes.length < length) return undefined;
  const type = bytes[1];
  const { replyTo, signature } = fieldsOf(bytes.subarray(0, 16 + fieldsLength));
  const isReply = type === RETURN || type === ERROR;
  const body = new Reader(bytes.subarray(start, length));
  return { length, message: { isError: type === ERROR, replyTo: isReply ? replyTo : 0, signature, body } };
}

function fieldsOf(header: Buffer): { replyTo: number; signature: string } {
  const reader = new Reader(header);
  reader.bytes(16);
  const found = { replyTo: 0, signature: '' };
  while (reader.at < header.length) {
    const code = reader.align(8).byte();
    const type = reader.signature();
    if (type === 'u') {
      const value = reader.uint32();
      if (code === 5) found.replyTo = value;
    } else if (type === 'g') {
      const value = reader.signature();
      if (code === 8) found.signature = value;
    } else reader.string();
  }
  return found;
}
