/**
 * A terminal, by calls of libc: Bun's tty.ReadStream ends with an error where a non-blocking terminal has nothing to
 * read, and a blocking one keeps a thread that takes the next reader's first byte.
 */
import { closeSync, readSync } from 'node:fs';
import process from 'node:process';
import { WriteStream } from 'node:tty';
import { errorCode } from '../../base/error-code.ts';
import { openTty as openStreams } from '../node/tty.ts';
import { writeAll } from '../output.ts';
import type { Tty } from '../tty.ts';
import { openForeign } from './foreign.ts';

/** Milliseconds between two looks for a key: less than a person notices. */
const POLL_MS = 10;

/** Where the fields of struct termios are, and the bits of each that raw mode takes away; see termios(3), <termios.h>. */
const LINUX = {
  bytes: 60,
  input: [0, 0x2 | 0x10 | 0x20 | 0x100 | 0x400],
  local: [12, 0x2 | 0x8 | 0x8000],
  least: 17 + 6,
  timer: 17 + 5,
  windowSize: 0x5413,
} as const;
/** Fields of 8 bytes, whose upper halves no flag is in. */
const DARWIN = {
  bytes: 72,
  input: [0, 0x2 | 0x10 | 0x20 | 0x100 | 0x200],
  local: [24, 0x8 | 0x100 | 0x400],
  least: 32 + 16,
  timer: 32 + 17,
  windowSize: 0x40087468,
} as const;

/** After what has been written is out; see tcsetattr(3). */
const TCSADRAIN = 1;

/** Takes over two descriptors of a terminal; the one to read from is non-blocking. */
export function openTty(inputFd: number, outputFd: number): Tty {
  // Its console is no terminal of POSIX's.
  if (process.platform === 'win32') return openStreams(inputFd, outputFd);
  const layout = process.platform === 'darwin' ? DARWIN : LINUX;
  const libc = openForeign('')?.bind({
    tcgetattr: { args: ['int', 'pointer'], returns: 'int' },
    tcsetattr: { args: ['int', 'int', 'pointer'], returns: 'int' },
    ioctl: {
      // Apple's arm64 looks for the third argument behind the eight that fit into registers.
      args:
        process.platform === 'darwin' && process.arch === 'arm64'
          ? ['int', 'long', 'long', 'long', 'long', 'long', 'long', 'long', 'pointer']
          : ['int', 'long', 'pointer'],
      returns: 'int',
    },
  });
  let former: Uint8Array | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function makeRaw(): void {
    const modes = Buffer.alloc(layout.bytes);
    if (former !== undefined || libc?.tcgetattr(inputFd, modes) !== 0) return;
    former = Uint8Array.from(modes);
    for (const [at, bits] of [layout.input, layout.local])
      modes.writeUInt32LE((modes.readUInt32LE(at) & ~bits) >>> 0, at);
    modes[layout.least] = 1;
    modes[layout.timer] = 0;
    libc.tcsetattr(inputFd, TCSADRAIN, modes);
  }

  function columns(): number {
    const size = Buffer.alloc(8);
    const padding = process.platform === 'darwin' && process.arch === 'arm64' ? [0, 0, 0, 0, 0, 0] : [];
    if (libc?.ioctl(outputFd, layout.windowSize, ...padding, size) !== 0) return 80;
    return size.readUInt16LE(2) || 80;
  }

  return {
    columns: columns(),
    // It looks at the environment alone.
    hasColours: (env) => WriteStream.prototype.hasColors.call(WriteStream.prototype, 16, env),
    setRaw(raw) {
      if (raw) makeRaw();
      else if (former !== undefined) {
        libc?.tcsetattr(inputFd, TCSADRAIN, former);
        former = undefined;
      }
    },
    write: (text) => writeAll(outputFd, text),
    read(take, gone) {
      const byte = new Uint8Array(1);
      const look = () => {
        for (;;) {
          try {
            if (readSync(inputFd, byte, 0, 1, null) === 0) return gone();
          } catch (error) {
            if (errorCode(error) !== 'EAGAIN' && errorCode(error) !== 'EINTR') return gone();
            timer = setTimeout(look, POLL_MS);
            return;
          }
          if (!take(byte)) return;
        }
      };
      look();
    },
    async close() {
      clearTimeout(timer);
      closeSync(inputFd);
      closeSync(outputFd);
    },
  };
}
