import type { Exit } from '../base/exit.ts';
import type { Runner } from '../base/ports.ts';
import type { SessionDeps } from '../identity/deps.ts';
import type { Request } from '../identity/request.ts';
import { childEnv } from './child-env.ts';
import { obtainSession } from './obtain.ts';

/** Runs `command` with a session. Returns how it ended, unless this process became the command. */
export async function execSession(
  request: Request,
  command: readonly [string, ...string[]],
  deps: SessionDeps & { readonly runner: Runner },
): Promise<Exit> {
  deps.runner.check?.();
  const child = await obtainSession(request, deps);
  return deps.runner.run(command, childEnv(child.parent ?? deps.env, child));
}
