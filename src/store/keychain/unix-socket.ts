/** A connection to a Unix socket that is written and read synchronously, for a few small messages. */
import { closeSync, readSync, writeSync } from 'node:fs';
import { errorCode } from '../../base/error-code.ts';
import type { Foreign } from '../../platform/foreign.ts';
import { openForeign } from '../../platform/node/foreign.ts';
import { monotonicMs } from './patience.ts';

export interface UnixSocket {
  /** The user who listens there, as the kernel knows it; `undefined` where it does not say. */
  readonly owner: number | undefined;
  write(bytes: Buffer): void;
  /** What has come, at least a byte, by `latest` of `monotonicMs`: else throws a SocketTimeout. Throws where the other end is gone. */
  read(latest: number): Buffer;
  close(): void;
}

/** Thrown when the other end is there and says nothing. */
export class SocketTimeout extends Error {}

// The same on every Linux whose libc is called; see socket(2), unix(7) and socket(7).
const AF_UNIX = 1;
const SOCK_STREAM_CLOEXEC = 0x80001;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
const SO_PEERCRED = 17;
/** sizeof(struct ucred): pid, uid and gid */
const CREDENTIALS = 12;
/** sizeof sun_path */
const LONGEST = 108;

/**
 * Connects to the socket at `path`, or to the abstract one where it begins with NUL; nothing where libc cannot be
 * called or nobody listens there. `programFile` is where koffi is looked up from.
 */
export function connectUnix(path: string, programFile: string, ms: number): UnixSocket | undefined {
  const foreign = openForeign(programFile);
  const name = Buffer.from(path);
  if (!foreign || name.length >= LONGEST) return undefined;
  const libc = bind(foreign);
  const fd = libc.socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
  if (fd < 0) return undefined;
  const address = Buffer.alloc(2 + name.length + (path.startsWith('\0') ? 0 : 1));
  address.writeUInt16LE(AF_UNIX);
  name.copy(address, 2);
  libc.setTimeout(fd, SO_SNDTIMEO, ms);
  if (libc.connect(fd, address) !== 0) {
    closeSync(fd);
    return undefined;
  }
  return {
    owner: libc.owner(fd),
    write(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    },
    read(latest) {
      const bytes = Buffer.allocUnsafe(16_384);
      for (;;) {
        const left = latest - monotonicMs();
        if (left <= 0) throw new SocketTimeout('no answer');
        libc.setTimeout(fd, SO_RCVTIMEO, left);
        try {
          const length = readSync(fd, bytes);
          if (length === 0) throw new Error('the connection was closed');
          return bytes.subarray(0, length);
        } catch (error) {
          // A signal that is handled later ends the wait early.
          if (!/^(EINTR|EAGAIN)$/.test(errorCode(error))) throw error;
        }
      }
    },
    close: () => closeSync(fd),
  };
}

function bind(foreign: Foreign) {
  const { socket, connect, setsockopt, getsockopt } = foreign.bind({
    socket: { args: ['int', 'int', 'int'], returns: 'int' },
    connect: { args: ['int', 'pointer', 'int'], returns: 'int' },
    setsockopt: { args: ['int', 'int', 'int', 'pointer', 'int'], returns: 'int' },
    getsockopt: { args: ['int', 'int', 'int', 'pointer', 'pointer'], returns: 'int' },
  });
  return {
    socket,
    owner: (fd: number): number | undefined => {
      const credentials = Buffer.alloc(CREDENTIALS);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(CREDENTIALS);
      const failed = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length) !== 0;
      return failed || length.readUInt32LE() !== CREDENTIALS ? undefined : credentials.readUInt32LE(4);
    },
    connect: (fd: number, address: Buffer) => connect(fd, address, address.length),
    setTimeout: (fd: number, option: number, ms: number) => {
      const micros = Math.max(1, Math.ceil(ms * 1000));
      const timeval = new BigInt64Array([BigInt(Math.floor(micros / 1e6)), BigInt(micros % 1e6)]);
      setsockopt(fd, SOL_SOCKET, option, timeval, timeval.byteLength);
    },
  };
}
