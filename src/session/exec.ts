import type { Exit } from '../base/exit.ts';
import type { Runner } from '../base/ports.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';
import { childEnv } from './child-env.ts';
import type { StartServer } from './handover.ts';
import { obtainSession } from './obtain.ts';

/** Runs `command` with a session. Returns how it ended, unless this process became the command. */
export async function execSession(
  request: Request,
  command: readonly [string, ...string[]],
  deps: SessionDeps & { readonly runner: Runner; readonly startServer: StartServer },
): Promise<Exit> {
  deps.runner.check?.();
  if (request.server) {
    const { serveSession } = await import('./serve.ts');
    return deps.runner.run(command, await serveSession(request, deps));
  }
  const child = await obtainSession(request, deps);
  return deps.runner.run(command, childEnv(child.parent ?? deps.env, child));
}
