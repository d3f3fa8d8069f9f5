import { writeSync } from 'node:fs';
import { replaceStderr } from '../platform/node/process-state.ts';

/**
 * Puts a plain writer in the place of `process.stderr`. Node compares each socket that it destroys with that stream and
 * so makes it, which sets O_NONBLOCK on a pipe, or opens the terminal anew: on what the command and its caller share.
 * `mute`: nothing is written, since Node's debug lines (`NODE_DEBUG`), which hold keys, go this way too.
 */
export function standInForStderr(mute = false): void {
  const write = (text: string | Uint8Array) => {
    try {
      if (!mute) writeSync(2, Buffer.from(text));
    } catch {
      // There is nobody to hear a warning of the runtime's own.
    }
    return true;
  };
  // A library that uses `console` listens for errors as it writes.
  const deaf = () => 0;
  replaceStderr({
    fd: 2,
    isTTY: false,
    write,
    on: deaf,
    once: deaf,
    listenerCount: deaf,
    removeListener: deaf,
  });
}
