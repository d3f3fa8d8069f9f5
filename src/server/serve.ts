/** The process that serves credentials to a command, from its first word to its end. */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import process from 'node:process';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';
import { remembering } from '../session/remembering.ts';
import { renewing } from '../session/renewing.ts';
import { nextSession } from '../session/serve.ts';
import { answer } from './answer.ts';
import { enter, type ServerHandover } from './handover.ts';
import { listen } from './listen.ts';
import { watchProcess } from './watch.ts';

export interface ServeDeps {
  readonly platform: NodeJS.Platform;
  /** What the caller of mfa-exec had open: it waits for the end of a pipe, perhaps. */
  readonly descriptors: readonly number[];
  /** Closes the memory of this process to others. */
  readonly closeMemory: () => Promise<void>;
  readonly session: (request: Request) => SessionDeps;
}

/** Serves until the command is gone. Rejects where it cannot listen. */
export async function serve(handover: ServerHandover, deps: ServeDeps): Promise<void> {
  const { request, session, isUsers, cwd } = handover;
  const { platform } = deps;
  for (const fd of deps.descriptors) closeSync(fd);
  await deps.closeMemory();
  const first = deps.session(request);
  let { entries } = handover;
  const current = renewing(
    { ...session, isUsers },
    {
      clock: first.clock,
      sleep: first.sleep,
      request,
      async obtain(wish) {
        // The AWS files and programs may be named from there; between renewals no folder is held.
        enter(cwd);
        try {
          const own = deps.session(wish);
          const store = remembering(own.store, entries);
          const next = await nextSession(wish, handover, { ...own, store });
          entries = [...store.entries];
          return next;
        } finally {
          enter('/');
        }
      },
    },
  );
  const token = randomBytes(32).toString('base64url');
  const { port } = await listen((head, port) => answer(head, { port, token }, handover, current));
  watchProcess(handover, platform, () => process.kill(process.pid, 'SIGTERM'));
  writeSync(1, `ready ${port} ${token}\n`);
  letGo(platform);
  enter('/');
  await preload(first);
}

/** Of the caller nothing is held any more. */
function letGo(platform: NodeJS.Platform): void {
  for (const fd of [0, 1]) {
    closeSync(fd);
    // The lowest free descriptor: the same again.
    openSync(platform === 'win32' ? 'NUL' : '/dev/null', 'r+');
  }
}

/** Loaded now: an upgrade while the command runs takes the files away. */
async function preload({ aws, singleFlight }: SessionDeps): Promise<void> {
  await Promise.all([aws(), singleFlight()]);
}
