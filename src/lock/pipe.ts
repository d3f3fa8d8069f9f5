/**
 * The lock on Windows is the pipe itself: only one process can create a name, and Windows takes it away with
 * the process. Its name lingers until the last guest has let go, hence the `unclear` moments.
 */

import { errorCode } from '../base/error-code.ts';
import { openChannel } from './channel.ts';
import { visit } from './guest.ts';
import type { Contender } from './types.ts';

export interface PipeLockOptions {
  /** `\\.\pipe\…`. */
  readonly path: string;
  readonly pid: number;
}

export function createPipeContender({ path, pid }: PipeLockOptions): Contender {
  return {
    async attempt() {
      const visited = await visit(path);
      if (visited.kind === 'met') return { kind: 'taken', host: visited.host };
      if (visited.kind === 'busy') return { kind: 'unclear' };
      try {
        const channel = await openChannel(path, pid);
        channel.claim();
        channel.hold();
        return {
          kind: 'held',
          held: { release: (outcome) => channel.close(outcome), tellAsking: channel.tellAsking },
        };
      } catch (error) {
        if (errorCode(error) === 'EADDRINUSE') return { kind: 'unclear' };
        throw error;
      }
    },
    async withdraw() {},
  };
}
