import { once } from 'node:events';
import type { ConnectOpts, SocketConstructorOpts } from 'node:net';
import process from 'node:process';
import { ReadStream, WriteStream } from 'node:tty';
import { keepKeyboardSignals } from '../stty.ts';
import type { Tty } from '../tty.ts';

/** Takes over two descriptors of a terminal; the one to read from is non-blocking. */
export function openTty(inputFd: number, outputFd: number): Tty {
  let taker: ((byte: Uint8Array) => boolean) | undefined;
  const options: SocketConstructorOpts & ConnectOpts = {
    onread: { buffer: new Uint8Array(1), callback: (_count, bytes) => taker?.(bytes) ?? false },
  };
  const input = new ReadStream(inputFd, options);
  const output = new WriteStream(outputFd);
  output.on('error', () => {
    // A terminal that hung up: the read fails too, and that one is reported.
  });
  return {
    columns: output.columns || 80,
    hasColours: (env) => output.hasColors(env),
    setRaw(raw) {
      input.setRawMode(raw);
      if (raw && process.platform !== 'win32') keepKeyboardSignals();
    },
    write: (text) => void output.write(text),
    read(take, gone) {
      taker = take;
      input.on('error', gone);
      input.on('end', gone);
      input.resume();
    },
    async close() {
      const closed = [once(input, 'close'), once(output, 'close')];
      input.destroy();
      output.destroy();
      await Promise.all(closed);
    },
  };
}
